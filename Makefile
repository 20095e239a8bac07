# Each target is a few lines over scripts/. `make help` tells what there is.
.DEFAULT_GOAL := help
.PHONY: help run phone test check setup bench docs screenshots messages lock clean

help: ## Show what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: ## Set up everything and start the hotline on this machine
	@scripts/run

phone: ## The same with a telephone exchange on this machine
	@scripts/exchange
	@scripts/run --phone

test: ## Set up everything and pass all tests
	@scripts/test

check: ## Style, types, layers, sizes, screens: all but the tests
	@scripts/check

setup: ## Install what the hotline needs, build the screens
	@scripts/setup

bench: ## Measure, and print ratios against a baseline of the same run
	@scripts/bench

docs: ## Build the documents into site/
	@scripts/docs

screenshots: ## Photograph the screens for the documents
	@scripts/screenshots

messages: ## Collect the words of the screens and merge the catalogues
	@scripts/messages

lock: ## Pin every dependency anew, with hashes
	@scripts/lock

clean: ## Remove what setup built (never the data in .home)
	@rm -rf .venv .tools node_modules langnghe/web/static/ln langnghe/papers/fonts
