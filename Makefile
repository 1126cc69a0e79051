# Everything that a person or CI does with this repository. `make help` lists it.
#
# What is built or started here is kept below .local/ and bin/, both out of Git.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL: # the Go tool already uses every core
MAKEFLAGS += --no-builtin-rules --no-print-directory

# The demo brings up a control plane of its own. It uses another cluster only where somebody says so on the command line:
# a KUBECONFIG that happens to be in the environment may well be production.
ifeq ($(origin KUBECONFIG),command line)
DEMO_FLAGS := --kubeconfig=$(KUBECONFIG)
endif

# The tools, each pinned by a go.mod under hack/tools. A binary's name carries its version and that of Go, so that a change
# of either builds it anew.
GO_VERSION := $(shell go env GOVERSION)
pinned = $(shell awk '$$1 == "$(2)" && $$2 ~ /^v/ { print $$2 }' $(1)/go.mod)
tool = $(CURDIR)/.local/tools/$(1)-$(2)-$(GO_VERSION)
CONTROLLER_GEN := $(call tool,controller-gen,$(call pinned,hack/tools,sigs.k8s.io/controller-tools))
KUSTOMIZE := $(call tool,kustomize,$(call pinned,hack/tools,sigs.k8s.io/kustomize/kustomize/v5))
GOTESTSUM := $(call tool,gotestsum,$(call pinned,hack/tools,gotest.tools/gotestsum))
GOLANGCI_LINT := $(call tool,golangci-lint,$(call pinned,hack/tools/lint,github.com/golangci/golangci-lint/v2)-api-$(lastword \
	$(subst -, ,$(call pinned,hack/tools/lint,sigs.k8s.io/kube-api-linter))))
TOOLS := $(CONTROLLER_GEN) $(KUSTOMIZE) $(GOTESTSUM) $(GOLANGCI_LINT)

# Builds a command and becomes it, so that a signal reaches the command itself (`go run` keeps SIGTERM to itself).
become = go build -buildvcs=false -o bin/$(notdir $(1)) $(1) && exec bin/$(notdir $(1))

##@ Try it

.PHONY: demo
demo: ## Show a duty missed and met on a real control plane (ARGS=--once exits; KUBECONFIG=... uses that cluster).
	@unset KUBECONFIG; $(call become,./hack/demo) $(DEMO_FLAGS) $(ARGS)

.PHONY: local-up
local-up: ## Start a control plane on this machine; its kubeconfig is .local/kubeconfig.
	@go run ./hack/localcluster/cmd/localcluster up $(ARGS)

.PHONY: local-down
local-down: ## Stop it.
	@go run ./hack/localcluster/cmd/localcluster down $(ARGS)

.PHONY: install
install: ## Apply the CRDs and admission policies to the cluster of $KUBECONFIG, else to the local one.
	@go run ./hack/deploy/cmd/deploy install $(ARGS)

.PHONY: uninstall
uninstall: ## Delete them again, and with the CRDs every duty, report and ruling.
	@go run ./hack/deploy/cmd/deploy uninstall $(ARGS)

.PHONY: run
run: ## Run the operator from source against that cluster, with all that it needs there but its Deployment.
	@export KUBECONFIG="$${KUBECONFIG:-.local/kubeconfig}"; \
	if [ "$$KUBECONFIG" = .local/kubeconfig ] && [ ! -e .local/kubeconfig ]; then \
		echo "no cluster: set KUBECONFIG, or start one with make local-up" >&2; exit 1; \
	fi; \
	go run ./hack/deploy/cmd/deploy install --kustomization config/local; \
	$(call become,./cmd/operator) --health-probe-bind-address=127.0.0.1:8081 $(ARGS)

##@ Work on it

.PHONY: generate
generate: $(CONTROLLER_GEN) ## Write deepcopy functions, CRDs and the operator's role from types and markers.
	@rm -rf .local/generated
	@$(CONTROLLER_GEN) object:headerFile=hack/boilerplate.go.txt crd paths=./api/... output:crd:dir=.local/generated/crd
	@$(CONTROLLER_GEN) rbac:roleName=supervision-operator $(foreach dir,$(wildcard controllers cmd),paths=./$(dir)/...) \
		output:rbac:dir=.local/generated/rbac
	@mkdir -p config/crd/bases config/rbac .local/generated/rbac
	@rm -f config/crd/bases/*.yaml # a kind that is gone takes its CRD along
	@cp .local/generated/crd/*.yaml config/crd/bases/
	@cp .local/generated/rbac/*.yaml config/rbac/ 2>/dev/null || echo "no RBAC markers found: config/rbac/role.yaml was left alone"

.PHONY: fmt
fmt: $(GOLANGCI_LINT) ## Format Go code, sort its imports, add missing licence headers.
	@hack/tools/license.sh fix
	@$(GOLANGCI_LINT) fmt

.PHONY: fmt-diff
fmt-diff: $(GOLANGCI_LINT)
	@$(GOLANGCI_LINT) fmt --diff

.PHONY: lint
lint: $(GOLANGCI_LINT) ## Run all linters, kube-api-linter included (FIX=1 repairs what it can).
	@status=0; for module in $$(hack/tools/modules.sh packages); do \
		echo "linting module $$module"; \
		(cd "$$module" && $(GOLANGCI_LINT) run --config $(CURDIR)/.golangci.yaml $(if $(FIX),--fix) ./...) || status=1; \
	done; exit $$status

.PHONY: kustomize
kustomize: $(KUSTOMIZE) ## Render every kustomization under config/.
	@hack/tools/kustomize.sh $(KUSTOMIZE)

.PHONY: verify
verify: $(TOOLS) ## Regenerate, lint and render everything; fail if a file differs from what was there before.
	@MAKE="$(MAKE)" hack/tools/verify.sh

.PHONY: test
test: $(GOTESTSUM) ## Run all tests (PKG=./internal/... a part of them, TESTARGS='-run TestDue -v' for go test).
	@TESTARGS='$(TESTARGS)' hack/tools/test.sh $(GOTESTSUM) $(PKG)

.PHONY: build
build: ## Build the commands into bin/.
	go build -o bin/ ./cmd/...

.PHONY: tools
tools: $(TOOLS) ## Build the tools that the targets above need, into .local/tools.

.PHONY: clean
clean: ## Delete what was built here, but for the control plane and the tools, which take minutes to build.
	rm -rf bin cover.out .local/generated

##@ Other

.PHONY: help
help: ## Show this help.
	@awk 'BEGIN { FS = ":.*## "; print "Usage: make <target> [NAME=value]" } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

$(CONTROLLER_GEN):
	@hack/tools/build.sh hack/tools sigs.k8s.io/controller-tools/cmd/controller-gen $@

$(KUSTOMIZE):
	@hack/tools/build.sh hack/tools sigs.k8s.io/kustomize/kustomize/v5 $@

$(GOTESTSUM):
	@hack/tools/build.sh hack/tools gotest.tools/gotestsum $@

$(GOLANGCI_LINT):
	@hack/tools/build.sh hack/tools/lint sigs.k8s.io/kube-api-linter/cmd/golangci-lint-kube-api-linter $@
