# make help lists the targets. BUILD=<folder> and JOBS=<n> may be set on any of them.
BUILD ?= build
JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 60
.DEFAULT_GOAL := help
.PHONY: help bootstrap configure build test asan demo bench format fuzz clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

bootstrap:  ## install what building and testing need (quick when all is there)
	@tools/bootstrap build test

configure: bootstrap
	@test -f $(BUILD)/build.ninja || cmake -S . -B $(BUILD) -G Ninja

build: configure  ## build the program: build/semaflow
	@ninja -C $(BUILD) -j $(JOBS) program

test: configure  ## build and run every test
	@ninja -C $(BUILD) -j $(JOBS)
	@tools/run_tests $(BUILD) $(JOBS)

asan:  ## the tests once more under address and undefined-behaviour sanitizers
	@tools/bootstrap build test
	@test -f build-asan/build.ninja || cmake -S . -B build-asan -G Ninja \
	  -DCMAKE_BUILD_TYPE=Asan -DSEMAFLOW_BENCH=OFF
	@ninja -C build-asan -j $(JOBS)
	@tools/run_tests build-asan $(JOBS)

demo: ## real data and the tour's questions, from nothing
	@tools/bootstrap build test demo
	@$(MAKE) --no-print-directory build
	@examples/nycflights/load.sh
	@examples/nycflights/tour.sh

bench: configure  ## build and run the benchmarks
	@tools/bootstrap build test bench
	@ninja -C $(BUILD) -j $(JOBS)
	@bench/run

format:  ## rewrite the C++ sources in our style (clang-format 16)
	@tools/bootstrap format
	@tools/format

fuzz:  ## fuzz every target for FUZZ_SECONDS (60) with libFuzzer
	@tools/bootstrap build fuzz
	@FUZZ_SECONDS=$(FUZZ_SECONDS) JOBS=$(JOBS) tools/fuzz

clean:  ## remove the build folders (what was fetched stays in .deps)
	rm -rf build build-*
