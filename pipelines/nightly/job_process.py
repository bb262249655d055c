"""Run jobs in a separate process, so that tills do not wait: ``python -m pipelines.nightly.job_process forecast``."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from operations.installation.configuration import Settings, load_settings
from operations.progress import no_progress
from pipelines.child_processes import end_with_parent
from pipelines.nightly.jobs import run_job

NICE = 10
STOP_WAIT_S = 10


@contextmanager
def jobs_beside(settings: Settings, names: Sequence[str]) -> Iterator[None]:
    """Run jobs one after the other while the block runs; what is not done when it ends is left undone."""
    if not names:
        yield
        return
    folder = settings.home / "pipelines"
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "KASSA_HOME": str(settings.home), "KASSA_STORE": settings.store_url}
    command = [sys.executable, "-m", "pipelines.nightly.job_process", *names]
    with (folder / "jobs.log").open("ab") as log:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
        )
    # Whoever started it takes note of its end at once; until then the system would list it as defunct.
    threading.Thread(target=process.wait, daemon=True).start()
    try:
        yield
    finally:
        process.terminate()
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(STOP_WAIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main() -> None:
    """Run the jobs that are named, one after the other; the first that fails ends it."""
    end_with_parent()
    if sys.platform != "win32":
        os.nice(NICE)
    for name in sys.argv[1:]:
        run_job(load_settings(), name, no_progress)


if __name__ == "__main__":
    main()
