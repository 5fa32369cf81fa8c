-- revision: 223727d5851f
-- down_revision: 695937b2ea8c, f98fd8e7267b
-- message: merge migrations
-- created: 2025-03-18 09:05:12.347001

-- onehead: upgrade

-- onehead: downgrade
