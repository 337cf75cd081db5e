# What CI runs.
ci:
    .ci/run

# The sample corpus, indexed and searched.
sample query="Гагарин":
    cargo run --release -- query --corpus sample-corpus "{{query}}"
