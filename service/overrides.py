"""Where do gunicorn's worker and master not do what this service promises? What relies on their inside stands here.

Its asgi worker limits no connections and leaves them without a word; its master knows of no data that has to be
examined first, and loses a signal that comes while a worker starts. A test fails when a release of gunicorn no longer
has what is `NEEDED`.
"""

import asyncio
import os
import resource
from signal import SIG_BLOCK, SIG_IGN, SIG_UNBLOCK, SIGHUP, SIGINT, SIGQUIT, SIGTERM, pthread_sigmask, signal
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker
from gunicorn.workers.gasgi import ASGIWorker

from service.express import Express
from service.heads import Heads
from service.limits import BEAT, FAREWELL, SPARE_FILES
from service.plain import DECISIVE, HEEDED

NEEDED = {
    Arbiter: "WORKERS handle_hup kill_worker manage_workers spawn_worker stop",
    Worker: "notify",
    ASGIWorker: "_serve _shutdown handle_exit_signal init_signals",
}
"""What is overridden or called, by the class that has it."""

_ENDS = {SIGINT, SIGQUIT, SIGTERM}


class InlineWorker(ASGIWorker):
    """A worker that limits its connections, leaves them politely, and is alive while it does."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.leaving = False
        self.most = max(1, min(self.worker_connections, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_FILES))
        self.connections: set[Express] = set()
        self.heads = Heads(HEEDED | DECISIVE)

    def init_signals(self) -> None:
        """Leave SIGHUP, which a terminal sends to all, to the master."""
        super().init_signals()
        signal(SIGHUP, SIG_IGN)

    async def _serve(self) -> None:
        """Answer on connections of our kind until told to stop, or until the master is gone."""
        for listener in self.sockets:
            made = self.loop.create_server(lambda: Express(self), sock=listener.sock, backlog=self.cfg.backlog)
            self.servers.append(await made)
        pthread_sigmask(SIG_UNBLOCK, _ENDS)  # the loop runs, and hears of what has come already
        self.loop.create_task(self._beat())  # until the loop ends: a worker that leaves must not be taken for stuck
        while self.alive and self.ppid == os.getppid():
            await asyncio.sleep(BEAT)
        await self._shutdown()

    async def _beat(self) -> None:
        while True:
            self.notify()
            await asyncio.sleep(BEAT)

    def handle_exit_signal(self) -> None:
        """Take no more connections, say so on those there are, and close the idle ones in the end."""
        if not self.leaving:
            self.leaving = True
            for server in self.servers:
                server.close()
            self.loop.call_later(FAREWELL, self._depart)

    def _depart(self) -> None:
        for connection in tuple(self.connections):
            connection.leave()
        self.alive = False


class Master(Arbiter):
    """The process that keeps the workers; new data goes live by forking new ones and letting the old ones leave."""

    def handle_hup(self) -> None:
        """Have the new data examined."""
        self.app.examine()

    def manage_workers(self) -> None:
        """Keep as many workers as are wanted, with the newest data; those that leave do not count."""
        staying = [] if self.app.renewed() else self._staying()
        for _ in range(self.num_workers - len(staying)):
            self.spawn_worker()
        newest = sorted(self._staying(), key=lambda worker: worker.age)[-self.num_workers :]
        for pid, worker in tuple(self.WORKERS.items()):
            if worker not in newest and not worker.leaving:
                worker.leaving = True
                self.kill_worker(pid, SIGTERM)

    def spawn_worker(self) -> None:
        """Start a worker that hears of its end when it can heed it; between fork and then it would be lost."""
        pthread_sigmask(SIG_BLOCK, _ENDS)
        super().spawn_worker()
        pthread_sigmask(SIG_UNBLOCK, _ENDS)

    def stop(self, graceful: bool = True) -> None:
        """Stop the workers and the examination."""
        self.app.abandon()
        super().stop(graceful)

    def _staying(self) -> list[InlineWorker]:
        return [worker for worker in self.WORKERS.values() if not worker.leaving]
