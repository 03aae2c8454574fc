# domains
