"""A way between browser and server, as networks are: slow in a direction, or gathering an answer before it goes on."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Way:
    """A TCP proxy; seconds each way may be changed while it runs."""

    to_port: int
    there: float = 0.0
    back: float = 0.0
    # Holds the body of a stream back until the server has closed it, as some proxies at work do.
    gathers: bool = False
    port: int = 0
    held_back: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection in both directions."""
        try:
            up = await asyncio.open_connection("127.0.0.1", self.to_port)
        except OSError:
            writer.close()
            return
        try:
            await asyncio.gather(self._there(reader, up[1]), self._back(up[0], writer))
        except asyncio.CancelledError:
            # The proxy ends. Not raised: asyncio would report it as a fault of the connection.
            up[1].close()
            writer.close()

    async def _there(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await _read(reader):
            _later(self.there, writer, chunk)
        _later(self.there, writer, b"")

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gathered = b""
        while chunk := await _read(reader):
            if self.gathers and (gathered or b"text/event-stream" in chunk):
                self.held_back += not gathered
                gathered += chunk
                continue
            _later(self.back, writer, chunk)
        _later(self.back, writer, gathered)
        _later(self.back, writer, b"")


@contextmanager
def way(to_port: int, *, there: float = 0.0, back: float = 0.0, gathers: bool = False) -> Iterator[Way]:
    """A proxy to this port for as long as the block lasts."""
    proxy = Way(to_port, there, back, gathers)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(proxy.carry, "127.0.0.1", 0), loop).result(5)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(_close(server), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _close(server: asyncio.Server) -> None:
    server.close()
    carrying = asyncio.all_tasks() - {asyncio.current_task()}
    for task in carrying:
        task.cancel()
    await asyncio.gather(*carrying, return_exceptions=True)


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(65536)
    except OSError:
        return b""


def _later(seconds: float, writer: asyncio.StreamWriter, chunk: bytes) -> None:
    asyncio.get_running_loop().call_later(seconds, _write, writer, chunk)


def _write(writer: asyncio.StreamWriter, chunk: bytes) -> None:
    if not chunk:
        writer.close()
    elif not writer.is_closing():
        writer.write(chunk)
