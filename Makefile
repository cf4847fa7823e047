# kubernetes-worker: `make demo` shows it, `make test` tests it. Needs Node.js 20.19+, npm and bash. `make machine` tests it
# with real apt, systemd and Docker; it needs root on Debian.
.PHONY: demo test machine check charm clean
SHELL := /bin/sh
# Certificates of the site are for npm; each Node.js that reads them starts late, and a model starts hundreds.
bare := NODE_EXTRA_CA_CERTS=

demo: build/.built
	@$(bare) node build/simulator/juju.mjs demo

test: node_modules/.installed
	@$(bare) npx vitest run --project pure --project real --project charm

machine: node_modules/.installed
	@scripts/machine-base.sh >/dev/null
	@$(bare) npx vitest run --project machine

check: node_modules/.installed
	@npx prettier --check .
	@npx eslint .
	@npx tsc --noEmit -p tsconfig.json
	@npx tsc --noEmit -p tsconfig.charm.json
	@npx tsc --noEmit -p simulator/page/browser/tsconfig.json

charm: build/.built
	@echo "The charm is in build/charm. Deploy it with: juju deploy ./build/charm"

clean:
	rm -rf build coverage .demo node_modules

build/.built: node_modules/.installed $(shell find src simulator templates hooks actions scripts -type f -o -type l 2>/dev/null) metadata.yaml config.yaml actions.yaml manifest.yaml
	@node scripts/build.mjs
	@touch $@

node_modules/.installed: package.json package-lock.json scripts/check-tools.sh
	@sh scripts/check-tools.sh
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@
