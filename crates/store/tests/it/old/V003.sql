-- What schema V003 added, as the program of then wrote it: hours of a member, a verified domain, a hub with its address
-- and views, a calendar. SQLite's spelling; the test turns its blobs into PostgreSQL's.
UPDATE members SET extras = '{"daily_cap":20}' WHERE id = X'01a1fde0dd937172a5caa5af2eae78cc';
INSERT INTO domains (id, workspace_id, host, token, is_primary, root_url, not_found, verified_at, verified_by, checked_at, problem, created_at, updated_at, version) VALUES (X'01a1fde0dd937172a5caa5b300000001', X'01a1fde0dd3f72c1b0f2833edae35e4e', 'go.shop.example', 'giliran-0123456789abcdef', 1, NULL, '{}', 1763719862000000, 'txt', 1763719862000000, NULL, 1763719862000000, 1763719862000000, 2);
INSERT INTO hubs (id, workspace_id, domain, slug, name, title, text, picture_id, theme, accent, entries, archived_at, created_at, updated_at, version) VALUES (X'01a1fde0dd937172a5caa5b300000002', X'01a1fde0dd3f72c1b0f2833edae35e4e', '', 'shop', 'Shop', 'Shop', '', NULL, 'auto', '#1f6f54', '[]', NULL, 1763719862000000, 1763719862000000, 1);
INSERT INTO hub_addresses (domain, slug, hub_id, current) VALUES ('', 'shop', X'01a1fde0dd937172a5caa5b300000002', 1);
INSERT INTO hub_days (hub_id, day, kind, views) VALUES (X'01a1fde0dd937172a5caa5b300000002', 20261121, 'human', 3);
INSERT INTO calendars (id, workspace_id, name, country, dates, created_at, updated_at, version) VALUES (X'01a1fde0dd937172a5caa5b300000003', X'01a1fde0dd3f72c1b0f2833edae35e4e', 'Office', 'ID', '[]', 1763719862000000, 1763719862000000, 1);
