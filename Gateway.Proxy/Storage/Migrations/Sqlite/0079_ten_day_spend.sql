-- Keys are asked for by model and kind of call as well: what ten_day_sums had of them can be summed up from this.
CREATE TABLE ten_day_spend (
    -- As in ten_day_sums.
    days                 TEXT NOT NULL,
    key_hash             TEXT NOT NULL,
    requested_model      TEXT NOT NULL,
    call_type            TEXT NOT NULL,
    requests             INTEGER NOT NULL,
    successes            INTEGER NOT NULL,
    failures             INTEGER NOT NULL,
    cache_hits           INTEGER NOT NULL,
    prompt_tokens        INTEGER NOT NULL,
    completion_tokens    INTEGER NOT NULL,
    cached_tokens        INTEGER NOT NULL,
    cost                 REAL NOT NULL,
    PRIMARY KEY (days, key_hash, requested_model, call_type)
);
INSERT INTO ten_day_spend (days, key_hash, requested_model, call_type, requests, successes, failures, cache_hits, prompt_tokens, completion_tokens, cached_tokens, cost)
SELECT SUBSTR(day, 1, 9), key_hash, requested_model, call_type, SUM(requests), SUM(successes), SUM(failures), SUM(cache_hits), SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(cost) FROM daily_spend
GROUP BY SUBSTR(day, 1, 9), key_hash, requested_model, call_type;
DELETE FROM ten_day_sums WHERE dimension = 'key_hash';
