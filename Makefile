# Everything that is done to this project, one line each; what is longer lies in scripts/.
# One set of flags for all debug work: with other flags Swift would build every dependency anew.
STRICT := --explicit-target-dependency-import-check error -Xswiftc -warnings-as-errors -Xswiftc -require-explicit-sendable
SOURCES := Sources Tests Benchmarks Package.swift

.PHONY: packages build test soak check format demo real release bench bench-quality bench-scale clean

packages: ; @scripts/install-packages libcurl4-openssl-dev libxml2-dev libsqlite3-dev zlib1g-dev libopenblas-dev
build: packages ; @swift build $(STRICT)
test: packages ; @STRICT="$(STRICT)" scripts/test
soak: packages ; @DOVETAIL_SOAK=20 STRICT="$(STRICT)" scripts/test --filter 'CrashTests|ModelTests'
check: packages ; @STRICT="$(STRICT)" scripts/check $(SOURCES)
format: ; @swift format --in-place --parallel --recursive $(SOURCES)
demo: build ; @scripts/demo
real: packages ; @STRICT="$(STRICT)" scripts/real
release: packages ; @scripts/release
bench: packages ; @Benchmarks/run
bench-quality: packages ; @Benchmarks/quality/run
bench-scale: packages ; @Benchmarks/scale/run
clean: ; @rm -rf .build scratch
