/// Every metric family there is, in the order in which they are shown.
enum MetricCatalogue {
    // The process.
    static let buildInfo = MetricFamily("plummet_build_info", .gauge, "A constant 1, labelled with the version.")
    static let processStart = MetricFamily(
        "process_start_time_seconds", .gauge, unit: "seconds", "When the process started, in seconds since 1970.")
    static let processCPU = MetricFamily(
        "process_cpu_seconds_total", .counter, unit: "seconds", "Processor time used, user and system.")
    static let processMemory = MetricFamily(
        "process_resident_memory_bytes", .gauge, unit: "bytes", "Memory that the process holds.")
    static let processFiles = MetricFamily("process_open_fds", .gauge, "Open file descriptors.")
    static let startTime = MetricFamily(
        "plummet_start_time_seconds", .gauge, unit: "seconds",
        "When the daemon started to watch, in seconds since 1970.")
    static let roundInterval = MetricFamily(
        "plummet_round_interval_seconds", .gauge, unit: "seconds", "Time from one round to the next.")
    static let reloadSucceeded = MetricFamily(
        "plummet_config_last_reload_successful", .gauge, "Whether the last load of configuration and probes was taken.")
    static let reloadTime = MetricFamily(
        "plummet_config_last_reload_success_timestamp_seconds", .gauge, unit: "seconds",
        "When configuration and probes were last loaded, in seconds since 1970.")
    static let troubles = MetricFamily(
        "plummet_troubles", .gauge, "Problems of the daemon itself, such as a store that cannot be written.")

    static let shedding = MetricFamily(
        "plummet_shedding", .gauge, "Whether samples are let go because the daemon has fallen behind.")
    static let lateness = MetricFamily(
        "plummet_scheduler_lateness_seconds", .gauge, unit: "seconds",
        "How late the last sample that was due was offered.")
    static let ownNetwork = MetricFamily(
        "plummet_own_network_suspected", .gauge,
        "Whether this machine's own network seems to be unreachable: then nobody's outage is told.")
    static let gateways = MetricFamily(
        "plummet_gateways_suspected", .gauge, "Hosts that several providers share and that seem to be unreachable.")

    // Providers: both planes.
    static let providerInfo = MetricFamily(
        "plummet_provider_info", .gauge, "A constant 1, labelled with what is watched; free labels begin with label_.")
    static let providerUp = MetricFamily(
        "plummet_provider_up", .gauge, "Whether calls get answers: 0 when health is down; absent before the first call."
    )
    static let health = MetricFamily(
        "plummet_provider_health", .gauge, "1 for the state that the provider's health is in, 0 for the others.")
    static let downCause = MetricFamily(
        "plummet_provider_down_cause", .gauge,
        "1 for why health is down: calls fail, credentials or credit are refused, or requests are; absent while it is not."
    )
    static let successRatio = MetricFamily(
        "plummet_provider_success_ratio", .gauge, unit: "ratio", "Share of the recent calls that got an answer.")
    static let qualityScore = MetricFamily(
        "plummet_quality_score", .gauge, "Mean score of the last rounds, 0 to 1.")
    static let qualityBaseline = MetricFamily(
        "plummet_quality_baseline", .gauge, "Mean score that the same probes had at baseline, 0 to 1.")
    static let qualityLevel = MetricFamily(
        "plummet_quality_level", .gauge, "1 for the level that the provider's quality is at, 0 for the others.")
    static let evidence = MetricFamily(
        "plummet_quality_log_evidence", .gauge, "Evidence that quality fell below its baseline, in nats.")
    static let threshold = MetricFamily(
        "plummet_quality_log_evidence_threshold", .gauge, "The evidence that raises a page, in nats.")
    static let alarmBudget = MetricFamily(
        "plummet_false_alarm_budget_per_year", .gauge,
        "False alarms that the kind of incident may raise at the provider in a year.")
    static let learnedRounds = MetricFamily(
        "plummet_baseline_learned_rounds", .gauge, "Rounds that the baseline has learnt from.")
    static let neededRounds = MetricFamily(
        "plummet_baseline_needed_rounds", .gauge, "Rounds that the baseline needs before quality is watched.")
    static let lastScored = MetricFamily(
        "plummet_last_scored_timestamp_seconds", .gauge, unit: "seconds",
        "When a sample of the provider was last scored, in seconds since 1970.")
    static let lastScoredAge = MetricFamily(
        "plummet_last_scored_age_seconds", .gauge, unit: "seconds",
        "Time since a sample of the provider was last scored.")

    // Providers: calls.
    static let samples = MetricFamily("plummet_samples_total", .counter, "Samples by how they ended.")
    static let extraSamples = MetricFamily(
        "plummet_extra_samples_total", .counter,
        "Samples asked beside those of the rounds because evidence of a loss had come up; part of the others too.")
    static let roundProbes = MetricFamily(
        "plummet_round_probes", .gauge, "Probes that the round under way asks; absent between rounds.")
    static let extractions = MetricFamily(
        "plummet_extractions_total", .counter,
        "Answers by the step that found the part that was judged; \"failed\" for those without it.")
    static let extractionFailures = MetricFamily(
        "plummet_extraction_failures_total", .counter,
        "Answers without the part that was to be judged: told apart from wrong ones.")
    static let staleAnswers = MetricFamily(
        "plummet_stale_answers_total", .counter,
        "Answers that showed a tell-tale of not being made for their question; proof=\"true\" for those that prove it.")
    static let stale = MetricFamily(
        "plummet_stale", .gauge, "Whether the provider is known to give stale answers now.")
    static let modelChanged = MetricFamily(
        "plummet_model_changed", .gauge,
        "Whether the model behind the provider shows something that it did not show before, until that is accepted.")
    static let modelChanges = MetricFamily(
        "plummet_model_changes", .gauge, "Changes of the model that are remembered and over, at most 16.")
    static let behaviourShifted = MetricFamily(
        "plummet_behaviour_shifted", .gauge,
        "Whether a signal of how the provider answers has moved from its baseline; absent while that is learnt.")
    static let sentinelTokens = MetricFamily(
        "plummet_sentinel_tokens_today", .gauge, "Tokens that sentinels used on this UTC day; absent without them.")
    static let sentinelEvidence = MetricFamily(
        "plummet_sentinel_log_evidence", .gauge,
        "Evidence of the sentinels that the model changed, in nats; absent while they learn.")
    static let requests = MetricFamily("plummet_requests_total", .counter, "Requests sent, retries included.")
    static let retries = MetricFamily("plummet_retries_total", .counter, "Requests that repeat one that failed.")
    static let attemptsPerSample = MetricFamily(
        "plummet_attempts_per_sample_ratio", .gauge, unit: "ratio",
        "Requests sent for each that was due since the start: the amplification by retries.")
    static let breaker = MetricFamily(
        "plummet_breaker_state", .gauge, "1 for the state that the circuit breaker is in, 0 for the others.")
    static let breakerOpenUntil = MetricFamily(
        "plummet_breaker_open_until_timestamp_seconds", .gauge, unit: "seconds",
        "When the circuit breaker lets a trial pass, in seconds since 1970; absent unless it is open.")
    static let retryBudget = MetricFamily(
        "plummet_retry_budget_ratio", .gauge, unit: "ratio", "The share of the next retry that is paid for, 0 to 1.")
    static let concurrencyLimit = MetricFamily(
        "plummet_concurrency_limit", .gauge,
        "Requests that may be in flight at once, adapted to latency and to what the provider says.")
    static let rateLimit = MetricFamily(
        "plummet_rate_limit", .gauge, "The provider's own limit as its headers tell it, by kind.")
    static let rateLimitRemaining = MetricFamily(
        "plummet_rate_limit_remaining", .gauge, "What is left of the provider's own limit by now, by kind.")
    static let pacingWait = MetricFamily(
        "plummet_pacing_wait_seconds", .gauge, unit: "seconds",
        "How long the next request waits for the provider's own limits.")
    static let paced = MetricFamily(
        "plummet_samples_paced", .gauge, "Samples that hold a place and wait for the provider's own limits.")
    static let inFlight = MetricFamily("plummet_requests_in_flight", .gauge, "Requests waiting for their answer.")
    static let queued = MetricFamily("plummet_samples_queued", .gauge, "Samples that are due and wait for a place.")
    static let tokens = MetricFamily("plummet_tokens_total", .counter, "Tokens as the provider counts them.")
    static let spend = MetricFamily("plummet_spend_usd_total", .counter, unit: "usd", "Money spent, in US dollars.")
    static let budgetUsed = MetricFamily(
        "plummet_budget_used", .gauge, "Used of today's budget (UTC): requests, tokens, or US dollars.")
    static let budgetLimit = MetricFamily(
        "plummet_budget_limit", .gauge, "Hard limit of a day: requests, tokens, or US dollars; absent without a limit.")
    static let phases = MetricFamily(
        "plummet_request_phase_seconds", .histogram, unit: "seconds",
        "Time from the start of a request to the end of a phase: connect, first_byte, first_token, total.")

    // Probes.
    static let probeScore = MetricFamily(
        "plummet_probe_score", .gauge, "Score of the probe's last scored sample, 0 to 1.")
    static let probeBaseline = MetricFamily(
        "plummet_probe_baseline", .gauge, "Mean score of the probe at baseline, 0 to 1.")
    static let probesHidden = MetricFamily(
        "plummet_probe_series_hidden", .gauge, "Probes left out of the metrics because there are too many of them.")

    // Incidents, notifications, storage.
    static let incidents = MetricFamily(
        "plummet_incidents", .gauge, "Open incidents by kind, severity and state.")
    static let incidentFiring = MetricFamily(
        "plummet_incident_firing", .gauge, "Whether an incident of the kind is firing or acknowledged at the provider.")
    static let notificationsWaiting = MetricFamily(
        "plummet_notifications_waiting", .gauge, "Alerts in the outbox that a sink has not taken yet.")
    static let notificationsAge = MetricFamily(
        "plummet_notifications_oldest_age_seconds", .gauge, unit: "seconds",
        "Age of the oldest alert that waits for its sink, 0 when none does.")
    static let notificationsDelivered = MetricFamily(
        "plummet_notifications_delivered_total", .counter, "Alerts that a sink took.")
    static let notificationsFailed = MetricFamily(
        "plummet_notifications_failed_attempts_total", .counter, "Attempts to deliver an alert that failed.")
    static let telemetryWaiting = MetricFamily(
        "plummet_telemetry_traces_waiting", .gauge, "Traces that the collector has not taken yet.")
    static let telemetryAge = MetricFamily(
        "plummet_telemetry_oldest_age_seconds", .gauge, unit: "seconds",
        "Age of the oldest trace that waits for the collector, 0 when none does.")
    static let telemetryExported = MetricFamily(
        "plummet_telemetry_traces_exported_total", .counter, "Traces that the collector took.")
    static let telemetryDropped = MetricFamily(
        "plummet_telemetry_traces_dropped_total", .counter,
        "Traces that never reach the collector: refused by it or damaged, or lost to retention before they were sent.")
    static let telemetryRejected = MetricFamily(
        "plummet_telemetry_spans_rejected_total", .counter, "Spans that the collector left out of what it took.")
    static let telemetryFailed = MetricFamily(
        "plummet_telemetry_failed_attempts_total", .counter, "Requests to the collector that failed.")
    static let storeBytes = MetricFamily("plummet_store_bytes", .gauge, unit: "bytes", "Size of the store's files.")
    static let storeSamples = MetricFamily("plummet_store_samples", .gauge, "Samples kept in the store.")
    static let storeTraces = MetricFamily("plummet_store_traces", .gauge, "Traces kept in the store.")
    static let storeReadable = MetricFamily(
        "plummet_store_readable", .gauge, "Whether the store could be read just now.")
}
