-- +goose Up

-- The level of the region for which a task was filed; 0 stands for the node's own, for tasks of before.
ALTER TABLE steering_task ADD COLUMN side SMALLINT NOT NULL DEFAULT 0;
