/// What a file of the store is made of: its name, how it is laid out, and the steps that bring it up to date.
///
/// A step is never changed once it was released: a new layout is a new step.
struct Schema: Sendable {
    /// The file's name in the store's directory.
    let file: String
    /// Bytes of a page; decided when the file is made.
    let pageSize: Int
    /// SQL that leads from schema n to n + 1; the file's schema number (`user_version`) counts those that ran.
    let steps: [String]

    /// The schema number of a file that is up to date.
    var version: Int { steps.count }

    /// What the file's header says of whose it is (`application_id`): the letters `plmt`.
    static let applicationID = 0x706C_6D74

    /// Samples, rounds, states, spending, incidents and the outbox.
    static let series = Schema(
        file: "plummet.db", pageSize: 4096, steps: [seriesStep1, seriesStep2, seriesStep3, seriesStep4])
    /// Traces and the dictionaries that they are compressed with.
    static let traces = Schema(file: "traces.db", pageSize: 8192, steps: [tracesStep1, tracesStep2])
}

// Times are microseconds since 1970, lengths of time microseconds, money nanodollars, identities 8 bytes whose
// hexadecimal digits are what people see.
private let seriesStep1 = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE counts (name TEXT PRIMARY KEY, rows INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO counts VALUES ('samples', 0);

    CREATE TABLE providers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE probes (
        id INTEGER PRIMARY KEY, probe TEXT NOT NULL, version TEXT NOT NULL, category TEXT NOT NULL,
        UNIQUE (probe, version, category)
    ) STRICT;
    CREATE TABLE series (
        id INTEGER PRIMARY KEY, provider INTEGER NOT NULL REFERENCES providers,
        probe INTEGER NOT NULL REFERENCES probes,
        vantage TEXT NOT NULL, UNIQUE (provider, probe, vantage)
    ) STRICT;
    CREATE TABLE fingerprints (
        id INTEGER PRIMARY KEY, model TEXT NOT NULL, system_fingerprint TEXT NOT NULL, backend TEXT NOT NULL,
        service_tier TEXT NOT NULL, UNIQUE (model, system_fingerprint, backend, service_tier)
    ) STRICT;

    CREATE TABLE samples (
        finished_at INTEGER NOT NULL, id BLOB NOT NULL, series INTEGER NOT NULL REFERENCES series,
        round INTEGER NOT NULL, due_at INTEGER NOT NULL, outcome TEXT NOT NULL, score REAL, attempts INTEGER NOT NULL,
        status INTEGER NOT NULL, note TEXT NOT NULL, input_tokens INTEGER, output_tokens INTEGER, cost INTEGER NOT NULL,
        latency INTEGER, first_token INTEGER, finish TEXT, fingerprint INTEGER NOT NULL REFERENCES fingerprints,
        response_id TEXT NOT NULL, PRIMARY KEY (finished_at, id)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX samples_by_id ON samples (id);
    CREATE INDEX samples_by_series ON samples (series, finished_at);
    CREATE TABLE open_samples (
        provider INTEGER NOT NULL REFERENCES providers, round INTEGER NOT NULL, id BLOB NOT NULL,
        PRIMARY KEY (provider, round, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE rollups (
        series INTEGER NOT NULL REFERENCES series, hour INTEGER NOT NULL, samples INTEGER NOT NULL,
        scored INTEGER NOT NULL,
        score_sum REAL NOT NULL, score_min REAL, failed INTEGER NOT NULL, timed INTEGER NOT NULL,
        latency_sum INTEGER NOT NULL, first_tokens INTEGER NOT NULL, first_token_sum INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cost INTEGER NOT NULL, PRIMARY KEY (series, hour)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rounds (
        provider INTEGER NOT NULL REFERENCES providers, round INTEGER NOT NULL, closed_at INTEGER NOT NULL,
        scheduled INTEGER NOT NULL, scored INTEGER NOT NULL, mean_score REAL, expected_score REAL, log_evidence REAL,
        level TEXT NOT NULL, PRIMARY KEY (provider, round)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE provider_states (
        provider INTEGER PRIMARY KEY REFERENCES providers, closed_through INTEGER, detector BLOB NOT NULL,
        machines TEXT NOT NULL
    ) STRICT;
    CREATE TABLE spend (
        provider INTEGER NOT NULL REFERENCES providers, day INTEGER NOT NULL, requests INTEGER NOT NULL,
        tokens INTEGER NOT NULL, money INTEGER NOT NULL, PRIMARY KEY (provider, day)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE incidents (
        id BLOB PRIMARY KEY, kind TEXT NOT NULL, provider TEXT NOT NULL, severity TEXT NOT NULL, state TEXT NOT NULL,
        suspected_at INTEGER NOT NULL, fired_at INTEGER, resolved_at INTEGER, updated_at INTEGER NOT NULL,
        reminders INTEGER NOT NULL, summary TEXT NOT NULL, facts TEXT NOT NULL
    ) STRICT;
    CREATE INDEX incidents_by_time ON incidents (suspected_at);
    CREATE INDEX incidents_open ON incidents (suspected_at) WHERE state <> 'resolved';
    CREATE TABLE examples (
        incident BLOB NOT NULL, sample BLOB NOT NULL, PRIMARY KEY (incident, sample)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX examples_by_sample ON examples (sample);
    CREATE TABLE transitions (
        seq INTEGER PRIMARY KEY, incident BLOB NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL, reason TEXT NOT NULL,
        UNIQUE (incident, at, event)
    ) STRICT;
    CREATE TABLE notifications (
        id BLOB PRIMARY KEY, incident BLOB NOT NULL, sink TEXT NOT NULL, event TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        body BLOB NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, next_attempt_at INTEGER NOT NULL,
        last_error TEXT NOT NULL
    ) STRICT;
    CREATE INDEX notifications_by_incident ON notifications (incident);
    CREATE INDEX notifications_by_state ON notifications (state, created_at);
    """

// A pool is what answered: region, peer and whether the connection was new. NULL where nothing did, and for samples of
// before.
private let seriesStep2 = """
    CREATE TABLE pools (
        id INTEGER PRIMARY KEY, region TEXT NOT NULL, peer TEXT NOT NULL, connection TEXT NOT NULL,
        UNIQUE (region, peer, connection)
    ) STRICT;
    ALTER TABLE samples ADD COLUMN pool INTEGER REFERENCES pools;
    """

// How the part that was judged was found; NULL where there is nothing to tell, and for samples of before.
private let seriesStep3 = "ALTER TABLE samples ADD COLUMN extraction TEXT;"

// Baselines that others took the place of, with who accepted the change and why. Of a round, how many probes there were
// where it asked only some of them; NULL where it asked all, and for rounds of before.
private let seriesStep4 = """
    CREATE TABLE baselines (
        series INTEGER NOT NULL REFERENCES series, retired_at INTEGER NOT NULL, mean REAL NOT NULL,
        calls INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, incident BLOB,
        PRIMARY KEY (series, retired_at)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE rounds ADD COLUMN probes INTEGER;
    """

private let tracesStep1 = """
    CREATE TABLE dictionaries (
        id INTEGER PRIMARY KEY, trained_at INTEGER NOT NULL, first_trace INTEGER NOT NULL, traces INTEGER NOT NULL,
        ratio REAL NOT NULL, data BLOB NOT NULL
    ) STRICT;
    CREATE TABLE traces (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, sample BLOB NOT NULL UNIQUE, finished_at INTEGER NOT NULL,
        pinned INTEGER NOT NULL, dictionary INTEGER, length INTEGER NOT NULL, data BLOB NOT NULL
    ) STRICT;
    CREATE INDEX traces_by_age ON traces (pinned, finished_at);
    """

// `pinned` is 0 for what retention may drop, 1 for what an incident names, 2 for what is held for an open incident; a
// holder is a provider that has one. An export is taken up to `seq`; `lost` counts what was dropped before that.
private let tracesStep2 = """
    CREATE TABLE holders (
        id INTEGER PRIMARY KEY, provider TEXT NOT NULL UNIQUE, traces INTEGER NOT NULL, bytes INTEGER NOT NULL
    ) STRICT;
    ALTER TABLE traces ADD COLUMN holder INTEGER REFERENCES holders;
    CREATE INDEX traces_by_holder ON traces (holder, finished_at) WHERE holder IS NOT NULL;
    CREATE TABLE exports (
        name TEXT PRIMARY KEY, seq INTEGER NOT NULL, lost INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
