BEGIN TRANSACTION;
CREATE TABLE pools (
    id INTEGER PRIMARY KEY, region TEXT NOT NULL, peer TEXT NOT NULL, connection TEXT NOT NULL,
    UNIQUE (region, peer, connection)
) STRICT;
INSERT INTO pools VALUES(1,'fra','203.0.113.0:443','fresh');
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES('created_at','1795420800000000');
INSERT INTO meta VALUES('created_by','0.1.0');
INSERT INTO meta VALUES('opened_by','0.1.0');
INSERT INTO meta VALUES('root_seed','0000000000000007');
CREATE TABLE counts (name TEXT PRIMARY KEY, rows INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counts VALUES('samples',2);
CREATE TABLE providers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO providers VALUES(1,'acme');
INSERT INTO providers VALUES(2,'other');
CREATE TABLE probes (
    id INTEGER PRIMARY KEY, probe TEXT NOT NULL, version TEXT NOT NULL, category TEXT NOT NULL,
    UNIQUE (probe, version, category)
) STRICT;
INSERT INTO probes VALUES(1,'arithmetic/crates','00112233445566aa','arithmetic');
CREATE TABLE series (
    id INTEGER PRIMARY KEY, provider INTEGER NOT NULL REFERENCES providers,
    probe INTEGER NOT NULL REFERENCES probes,
    vantage TEXT NOT NULL, UNIQUE (provider, probe, vantage)
) STRICT;
INSERT INTO series VALUES(1,1,1,'here');
INSERT INTO series VALUES(2,2,1,'here');
CREATE TABLE fingerprints (
    id INTEGER PRIMARY KEY, model TEXT NOT NULL, system_fingerprint TEXT NOT NULL, backend TEXT NOT NULL,
    service_tier TEXT NOT NULL, UNIQUE (model, system_fingerprint, backend, service_tier)
) STRICT;
INSERT INTO fingerprints VALUES(1,'acme-1','fp_00','pool-0','default');
CREATE TABLE samples (
    finished_at INTEGER NOT NULL, id BLOB NOT NULL, series INTEGER NOT NULL REFERENCES series,
    round INTEGER NOT NULL, due_at INTEGER NOT NULL, outcome TEXT NOT NULL, score REAL, attempts INTEGER NOT NULL,
    status INTEGER NOT NULL, note TEXT NOT NULL, input_tokens INTEGER, output_tokens INTEGER, cost INTEGER NOT NULL,
    latency INTEGER, first_token INTEGER, finish TEXT, fingerprint INTEGER NOT NULL REFERENCES fingerprints,
    response_id TEXT NOT NULL, pool INTEGER REFERENCES pools, extraction TEXT, PRIMARY KEY (finished_at, id)
) STRICT, WITHOUT ROWID;
INSERT INTO samples VALUES(1795420801234000,X'714e9ec9e9c5717c',2,1795420800000000,1795420800000000,'rate-limited',NULL,2,200,'sample 0',31,2,5850,812000,320000,'stop',1,'chatcmpl-0',1,NULL);
INSERT INTO samples VALUES(1795420801234000,X'f561eca995761ef1',1,1795420800000000,1795420800000000,'ok',1.0,2,200,'sample 0',31,2,5850,812000,320000,'stop',1,'chatcmpl-0',1,'boxed');
CREATE TABLE open_samples (
    provider INTEGER NOT NULL REFERENCES providers, round INTEGER NOT NULL, id BLOB NOT NULL,
    PRIMARY KEY (provider, round, id)
) STRICT, WITHOUT ROWID;
INSERT INTO open_samples VALUES(1,1795420800000000,X'f561eca995761ef1');
INSERT INTO open_samples VALUES(2,1795420800000000,X'714e9ec9e9c5717c');
CREATE TABLE rollups (
    series INTEGER NOT NULL REFERENCES series, hour INTEGER NOT NULL, samples INTEGER NOT NULL,
    scored INTEGER NOT NULL,
    score_sum REAL NOT NULL, score_min REAL, failed INTEGER NOT NULL, timed INTEGER NOT NULL,
    latency_sum INTEGER NOT NULL, first_tokens INTEGER NOT NULL, first_token_sum INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cost INTEGER NOT NULL, PRIMARY KEY (series, hour)
) STRICT, WITHOUT ROWID;
INSERT INTO rollups VALUES(1,498728,1,1,1.0,1.0,0,1,812000,1,320000,31,2,5850);
INSERT INTO rollups VALUES(2,498728,1,0,0.0,NULL,1,1,812000,1,320000,31,2,5850);
CREATE TABLE rounds (
    provider INTEGER NOT NULL REFERENCES providers, round INTEGER NOT NULL, closed_at INTEGER NOT NULL,
    scheduled INTEGER NOT NULL, scored INTEGER NOT NULL, mean_score REAL, expected_score REAL, log_evidence REAL,
    level TEXT NOT NULL, probes INTEGER, PRIMARY KEY (provider, round)
) STRICT, WITHOUT ROWID;
INSERT INTO rounds VALUES(1,1795420800000000,1795421700000000,30,29,0.875,0.9000000000000000222,-0.25,'healthy',NULL);
CREATE TABLE provider_states (
    provider INTEGER PRIMARY KEY REFERENCES providers, closed_through INTEGER, detector BLOB NOT NULL,
    machines TEXT NOT NULL
) STRICT;
INSERT INTO provider_states VALUES(1,1795419900000000,X'0100ff','{"breaker":{"state":"closed"},"text":"a \"quoted\" π"}');
CREATE TABLE spend (
    provider INTEGER NOT NULL REFERENCES providers, day INTEGER NOT NULL, requests INTEGER NOT NULL,
    tokens INTEGER NOT NULL, money INTEGER NOT NULL, PRIMARY KEY (provider, day)
) STRICT, WITHOUT ROWID;
INSERT INTO spend VALUES(1,20780,12,3000,123456789012);
CREATE TABLE incidents (
    id BLOB PRIMARY KEY, kind TEXT NOT NULL, provider TEXT NOT NULL, severity TEXT NOT NULL, state TEXT NOT NULL,
    suspected_at INTEGER NOT NULL, fired_at INTEGER, resolved_at INTEGER, updated_at INTEGER NOT NULL,
    reminders INTEGER NOT NULL, summary TEXT NOT NULL, facts TEXT NOT NULL
) STRICT;
INSERT INTO incidents VALUES(X'c338cd7d6086699e','quality-degraded','acme','page','firing',1795420800000000,1795421700000000,NULL,1795428000000000,1,'quality of acme fell by about 33 points','{"loss":0.33,"version":"00112233445566aa","examples":["f561eca995761ef1"]}');
CREATE TABLE examples (
    incident BLOB NOT NULL, sample BLOB NOT NULL, PRIMARY KEY (incident, sample)
) STRICT, WITHOUT ROWID;
INSERT INTO examples VALUES(X'c338cd7d6086699e',X'f561eca995761ef1');
CREATE TABLE transitions (
    seq INTEGER PRIMARY KEY, incident BLOB NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL, reason TEXT NOT NULL,
    UNIQUE (incident, at, event)
) STRICT;
INSERT INTO transitions VALUES(1,X'c338cd7d6086699e',1795420800000000,'suspected','evidence grew');
INSERT INTO transitions VALUES(2,X'c338cd7d6086699e',1795420800000000,'firing','evidence crossed the threshold');
CREATE TABLE notifications (
    id BLOB PRIMARY KEY, incident BLOB NOT NULL, sink TEXT NOT NULL, event TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    body BLOB NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, next_attempt_at INTEGER NOT NULL,
    last_error TEXT NOT NULL
) STRICT;
INSERT INTO notifications VALUES(X'51ee651e4d44eef4',X'c338cd7d6086699e','oncall','firing',1795420800000000,X'00ff7b7d0a','waiting',3,1795420860000000,'HTTP 503');
CREATE UNIQUE INDEX samples_by_id ON samples (id);
CREATE INDEX samples_by_series ON samples (series, finished_at);
CREATE INDEX incidents_by_time ON incidents (suspected_at);
CREATE INDEX incidents_open ON incidents (suspected_at) WHERE state <> 'resolved';
CREATE INDEX examples_by_sample ON examples (sample);
CREATE INDEX notifications_by_incident ON notifications (incident);
CREATE INDEX notifications_by_state ON notifications (state, created_at);
CREATE TABLE baselines (
    series INTEGER NOT NULL REFERENCES series, retired_at INTEGER NOT NULL, mean REAL NOT NULL,
    calls INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, incident BLOB,
    PRIMARY KEY (series, retired_at)
) STRICT, WITHOUT ROWID;
COMMIT;
