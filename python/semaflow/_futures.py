"""C++ completions as futures of the running loop."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

Done = Callable[[Any, BaseException | None], None]


async def call(start: Callable[[Done], Any]) -> Any:
    """Starts something that calls `done(result, error)` once, on any thread; gives its result.

    When the task is cancelled, what `start` gave is cancelled, if it can be.
    """
    import asyncio  # A third of the time that importing the package would take; here it is there.

    loop = asyncio.get_running_loop()
    future: asyncio.Future[Any] = loop.create_future()

    def done(result: Any, error: BaseException | None) -> None:
        try:
            loop.call_soon_threadsafe(_settle, future, result, error)
        except RuntimeError:  # The loop is closed: nobody waits any more.
            pass

    started = start(done)
    try:
        return await future
    except asyncio.CancelledError:
        if started is not None:
            started.cancel()
        raise


def _settle(future: "asyncio.Future[Any]", result: Any, error: BaseException | None) -> None:
    if future.done():  # The task was cancelled meanwhile.
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
