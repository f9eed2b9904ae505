-- +goose Up

-- Whether somebody is busy is asked by the worker: one may hold several posts.
CREATE INDEX booking_slot_worker_busy ON booking_slot (node, worker, cancelled, busy_from_ms, busy_until_ms);
