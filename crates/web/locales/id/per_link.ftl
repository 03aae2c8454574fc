# per_link
