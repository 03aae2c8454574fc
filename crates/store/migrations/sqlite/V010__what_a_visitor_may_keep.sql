-- A link that goes without identifiers (0): nobody is recognised by it, and no cookie is set or read.
ALTER TABLE links ADD COLUMN cookies INTEGER NOT NULL DEFAULT 1;

-- The visit that showed a form names nobody there: the link and the moment name it.
CREATE INDEX form_answers_by_page ON form_answers (link_id, shown_at);
