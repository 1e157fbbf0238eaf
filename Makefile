# make help lists the targets. BUILD=<folder> and JOBS=<n> may be set on any of them.
BUILD ?= build
JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 60
CASES ?= 20000
SEED ?= 1
SECONDS ?= 600
.DEFAULT_GOAL := help
.PHONY: help bootstrap build test asan asan-python tsan demo wheel bench soak service-soak stream format docs fuzz property mutants clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

CONFIGURE = test -f $(BUILD)/build.ninja || cmake -S . -B $(BUILD) -G Ninja

bootstrap:  ## install what building and testing need (quick when all is there)
	@tools/bootstrap build test demo

build:  ## build the program: build/semaflow
	@tools/bootstrap build
	@$(CONFIGURE)
	@ninja -C $(BUILD) -j $(JOBS) program

test:  ## build and run every test
	@tools/bootstrap build test demo
	@$(CONFIGURE)
	@ninja -C $(BUILD) -j $(JOBS)
	@tools/run_tests $(BUILD) $(JOBS)

# Without the precompiled header, so that a file that forgot an #include is found.
asan:  ## the tests once more under address and undefined-behaviour sanitizers
	@tools/bootstrap build test demo
	@test -f build-asan/build.ninja || cmake -S . -B build-asan -G Ninja \
	  -DCMAKE_BUILD_TYPE=Asan -DSEMAFLOW_BENCH=OFF -DSEMAFLOW_PCH=OFF
	@ninja -C build-asan -j $(JOBS)
	@tools/run_tests build-asan $(JOBS)

asan-python:  ## the tests of the Python package under the same sanitizers
	@tools/bootstrap build test demo python pytest
	@JOBS=$(JOBS) tools/build_wheel
	@JOBS=$(JOBS) tools/with_postgres tools/test_asan_module

tsan:  ## the tests of the engine and the backends under ThreadSanitizer
	@tools/bootstrap build test
	@test -f build-tsan/build.ninja || cmake -S . -B build-tsan -G Ninja \
	  -DCMAKE_BUILD_TYPE=Tsan -DSEMAFLOW_BENCH=OFF
	@ninja -C build-tsan -j $(JOBS) simulation_tests conformance_tests chaos_tests faults_tests
	@tools/run_tests build-tsan 1 -R '^(simulation|conformance|chaos|faults)_tests$$'

demo:  ## real data and the tour's questions, from nothing
	@tools/bootstrap build demo
	@$(CONFIGURE)
	@ninja -C $(BUILD) -j $(JOBS) program
	@examples/nycflights/load.sh
	@examples/nycflights/tour.sh

wheel:  ## build the Python wheel into build-python/wheels, and test it in a new environment
	@tools/bootstrap build test python pytest
	@JOBS=$(JOBS) tools/build_wheel
	@tools/with_postgres tools/test_wheel

bench:  ## build and run the benchmarks
	@tools/bootstrap build bench test demo python pytest
	@$(CONFIGURE)
	@ninja -C $(BUILD) -j $(JOBS)
	@examples/nycflights/load.sh
	@JOBS=$(JOBS) tools/build_wheel
	@tools/with_postgres bench/run

# With the servers of the tests.
soak:  ## SECONDS (600) of mixed load on DuckDB and PostgreSQL at once: nothing is lost, memory is flat
	@tools/bootstrap build test
	@$(CONFIGURE)
	@ninja -C $(BUILD) -j $(JOBS) bench_soak
	@SEMAFLOW_DUCKDB_LIBRARY=.deps/duckdb/libduckdb.so tools/with_postgres \
	  sh -c '$(BUILD)/bench/soak $(SECONDS) "$$SEMAFLOW_POSTGRES_18"'

service-soak:  ## SECONDS (600) of clients of the service, of which many leave in the middle
	@tools/bootstrap build test python pytest
	@JOBS=$(JOBS) tools/build_wheel
	@tools/with_wheel python $(CURDIR)/bench/service_soak.py $(SECONDS)

stream:  ## 100 million rows of DuckDB and PostgreSQL to /dev/null, in at most 200 MB
	@tools/bootstrap build test
	@$(CONFIGURE)
	@ninja -C $(BUILD) -j $(JOBS) program bench_rows
	@tools/with_postgres bench/stream $(BUILD)

format:  ## rewrite the C++ sources in our style (clang-format 16)
	@tools/bootstrap format
	@tools/format

docs:  ## write docs/ERRORS.md from the table of codes
	@tools/generate_errors_doc.py

fuzz:  ## fuzz every target for FUZZ_SECONDS (60) with libFuzzer
	@tools/bootstrap build fuzz
	@FUZZ_SECONDS=$(FUZZ_SECONDS) JOBS=$(JOBS) tools/fuzz

property:  ## CASES (20000) random requests against the reference evaluator, from SEED (1)
	@tools/bootstrap build test
	@$(CONFIGURE)
	@ninja -C $(BUILD) -j $(JOBS) property_tests
	@tools/run_property $(BUILD) $(CASES) $(SEED)

# A build of its own, which no other target runs or installs.
mutants:  ## plant bugs in the planner: the property test finds each
	@tools/bootstrap build test
	@test -f build-mutants/build.ninja || cmake -S . -B build-mutants -G Ninja \
	  -DSEMAFLOW_MUTANTS=ON -DSEMAFLOW_BENCH=OFF
	@ninja -C build-mutants -j $(JOBS) property_tests
	@tools/run_property build-mutants --mutants

clean:  ## remove the build folders (what was fetched stays in .deps)
	rm -rf build build-*
