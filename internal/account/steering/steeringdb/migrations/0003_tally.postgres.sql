-- +goose Up

-- Read model: how many tasks share all that lists count by. Closed tasks share nearly everything, so it stays small where
-- tasks have become many, and counting touches no bodies.
CREATE TABLE steering_tally (
	node       BIGINT   NOT NULL,
	state      TEXT     NOT NULL,
	late_on    TEXT     NOT NULL,
	action     BIGINT   NOT NULL,
	province   TEXT     NOT NULL,
	prefecture TEXT     NOT NULL,
	county     TEXT     NOT NULL,
	township   TEXT     NOT NULL,
	side       SMALLINT NOT NULL,
	tasks      BIGINT   NOT NULL,
	PRIMARY KEY (node, state, late_on, action, province, prefecture, county, township, side)
);

INSERT INTO steering_tally (node, state, late_on, action, province, prefecture, county, township, side, tasks)
SELECT node, state, late_on, action, province, prefecture, county, township, side, COUNT(1)
FROM steering_task GROUP BY node, state, late_on, action, province, prefecture, county, township, side;

DROP INDEX steering_task_count;
