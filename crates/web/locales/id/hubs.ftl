# hubs
