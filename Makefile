# Two commands do all the set-up: `make demo` and `make test`.

CHECK := --explicit-target-dependency-import-check error
RELEASE := -c release --static-swift-stdlib --scratch-path .build-static
# Tests that compute for minutes; beside them those that wait for sockets and processes would wait too long.
BUSY := ^(DetectionTests|DialectsTests|EngineTests|EvaluatorsTests|ProbingTests|SettingsTests)\.
PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: demo test bench fuzz oracles real lint install systemd-test deps clean

demo: deps ## the whole system in under two minutes, with no key and no network
	@echo "Building plummet (the first time takes some minutes) …"
	@swift build $(CHECK) --product plummet --quiet
	@.build/debug/plummet demo

test: deps ## every test; says what it skips
	swift build --build-tests $(CHECK)
	swift test --skip-build $(CHECK) --skip '$(BUSY)'
	swift test --skip-build $(CHECK) --filter '$(BUSY)'

lint: ## format, imports, and that no file breaks the house rules
	swift format lint --strict --recursive Package.swift Sources Tests
	swift build $(CHECK)

bench: deps ## measured figures as ratios against a reference of the same run
	swift build $(RELEASE) $(CHECK) --product plummet-bench
	swift build $(RELEASE) $(CHECK) --product plummet
	.build-static/release/plummet-bench

fuzz: deps ## ten minutes of libFuzzer for each dialect's decoder and for the evaluators; SECONDS=60 for less
	Tests/Fuzz/run $(or $(SECONDS),600)

oracles: deps ## the evaluators beside reference implementations from PyPI (python3-venv, network)
	Tests/Oracles/run

real: deps ## a real small model degraded for real, and the real GPT-4 of 2023
	swift build $(CHECK) --product plummet
	Tests/Real/run

systemd-test: deps ## the unit under a real systemd in a container (root; installs systemd-container and debootstrap)
	swift build $(RELEASE) $(CHECK) --product plummet
	Tests/Systemd/run

install: deps ## binary, unit, example configuration and probes below $(DESTDIR)$(PREFIX) and $(DESTDIR)/etc
	swift build $(RELEASE) $(CHECK) --product plummet
	install -D -m 755 -s .build-static/release/plummet $(DESTDIR)$(PREFIX)/bin/plummet
	install -D -m 644 deploy/plummet.service $(DESTDIR)/etc/systemd/system/plummet.service
	install -D -m 644 deploy/config.example.json $(DESTDIR)/etc/plummet/config.example.json
	install -d $(DESTDIR)/etc/plummet/probes.d $(DESTDIR)/etc/plummet/schema
	install -m 644 probes/*.json $(DESTDIR)/etc/plummet/probes.d/
	install -m 644 deploy/schema/*.json $(DESTDIR)/etc/plummet/schema/

deps:
	@deploy/dependencies.sh

clean:
	rm -rf .build .build-*
