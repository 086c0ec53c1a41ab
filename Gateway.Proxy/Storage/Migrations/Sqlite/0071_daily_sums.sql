-- What a day cost by one name at a time: most reports ask for no more, and these are few rows where daily_spend has a row for every combination.
CREATE TABLE daily_sums (
    -- A column of daily_spend, 'tag', or '' for everything of the day in one row.
    dimension            TEXT NOT NULL,
    day                  TEXT NOT NULL,
    name                 TEXT NOT NULL,
    requests             INTEGER NOT NULL,
    successes            INTEGER NOT NULL,
    failures             INTEGER NOT NULL,
    cache_hits           INTEGER NOT NULL,
    prompt_tokens        INTEGER NOT NULL,
    completion_tokens    INTEGER NOT NULL,
    cached_tokens        INTEGER NOT NULL,
    cost                 REAL NOT NULL,
    PRIMARY KEY (dimension, day, name)
);
CREATE INDEX daily_sums_by_name ON daily_sums (dimension, name, day);

-- The other reports: one name of many, by another.
CREATE INDEX daily_spend_by_key ON daily_spend (key_hash, day);
CREATE INDEX daily_spend_by_user ON daily_spend (user_id, day);
CREATE INDEX daily_spend_by_team ON daily_spend (team_id, day);
CREATE INDEX daily_spend_by_end_user ON daily_spend (end_user, day);

INSERT INTO daily_sums (dimension, day, name, requests, successes, failures, cache_hits, prompt_tokens, completion_tokens, cached_tokens, cost)
SELECT '', day, '', SUM(requests), SUM(successes), SUM(failures), SUM(cache_hits), SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(cost) FROM daily_spend GROUP BY day;
INSERT INTO daily_sums (dimension, day, name, requests, successes, failures, cache_hits, prompt_tokens, completion_tokens, cached_tokens, cost)
SELECT 'key_hash', day, key_hash, SUM(requests), SUM(successes), SUM(failures), SUM(cache_hits), SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(cost) FROM daily_spend GROUP BY day, key_hash;
INSERT INTO daily_sums (dimension, day, name, requests, successes, failures, cache_hits, prompt_tokens, completion_tokens, cached_tokens, cost)
SELECT 'user_id', day, user_id, SUM(requests), SUM(successes), SUM(failures), SUM(cache_hits), SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(cost) FROM daily_spend GROUP BY day, user_id;
INSERT INTO daily_sums (dimension, day, name, requests, successes, failures, cache_hits, prompt_tokens, completion_tokens, cached_tokens, cost)
SELECT 'team_id', day, team_id, SUM(requests), SUM(successes), SUM(failures), SUM(cache_hits), SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(cost) FROM daily_spend GROUP BY day, team_id;
INSERT INTO daily_sums (dimension, day, name, requests, successes, failures, cache_hits, prompt_tokens, completion_tokens, cached_tokens, cost)
SELECT 'end_user', day, end_user, SUM(requests), SUM(successes), SUM(failures), SUM(cache_hits), SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(cost) FROM daily_spend GROUP BY day, end_user;
INSERT INTO daily_sums (dimension, day, name, requests, successes, failures, cache_hits, prompt_tokens, completion_tokens, cached_tokens, cost)
SELECT 'requested_model', day, requested_model, SUM(requests), SUM(successes), SUM(failures), SUM(cache_hits), SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(cost) FROM daily_spend GROUP BY day, requested_model;
INSERT INTO daily_sums (dimension, day, name, requests, successes, failures, cache_hits, prompt_tokens, completion_tokens, cached_tokens, cost)
SELECT 'model_group', day, model_group, SUM(requests), SUM(successes), SUM(failures), SUM(cache_hits), SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(cost) FROM daily_spend GROUP BY day, model_group;
INSERT INTO daily_sums (dimension, day, name, requests, successes, failures, cache_hits, prompt_tokens, completion_tokens, cached_tokens, cost)
SELECT 'provider', day, provider, SUM(requests), SUM(successes), SUM(failures), SUM(cache_hits), SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(cost) FROM daily_spend GROUP BY day, provider;
INSERT INTO daily_sums (dimension, day, name, requests, successes, failures, cache_hits, prompt_tokens, completion_tokens, cached_tokens, cost)
SELECT 'call_type', day, call_type, SUM(requests), SUM(successes), SUM(failures), SUM(cache_hits), SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(cost) FROM daily_spend GROUP BY day, call_type;
INSERT INTO daily_sums (dimension, day, name, requests, successes, failures, cache_hits, prompt_tokens, completion_tokens, cached_tokens, cost)
SELECT 'tag', day, tag, SUM(requests), SUM(successes), SUM(failures), SUM(cache_hits), SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(cost) FROM daily_tag_spend GROUP BY day, tag;

-- The same for up to ten days at once, where there may be thousands of names: a season is then a dozen rows a name.
CREATE TABLE ten_day_sums (
    dimension            TEXT NOT NULL,
    -- The beginning that their dates have in common: 2026-11-2 is the 20th to the 29th.
    days                 TEXT NOT NULL,
    name                 TEXT NOT NULL,
    requests             INTEGER NOT NULL,
    successes            INTEGER NOT NULL,
    failures             INTEGER NOT NULL,
    cache_hits           INTEGER NOT NULL,
    prompt_tokens        INTEGER NOT NULL,
    completion_tokens    INTEGER NOT NULL,
    cached_tokens        INTEGER NOT NULL,
    cost                 REAL NOT NULL,
    PRIMARY KEY (dimension, days, name)
);
INSERT INTO ten_day_sums (dimension, days, name, requests, successes, failures, cache_hits, prompt_tokens, completion_tokens, cached_tokens, cost)
SELECT dimension, SUBSTR(day, 1, 9), name, SUM(requests), SUM(successes), SUM(failures), SUM(cache_hits), SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(cost) FROM daily_sums
WHERE dimension IN ('key_hash', 'user_id', 'end_user') GROUP BY dimension, SUBSTR(day, 1, 9), name;
