"""Connections: one pool for each event loop, since none can be used in another."""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary

import aiohttp


class Sessions:
    """Opens a session when an event loop first needs one.

    The pool has no limit of its own: how many requests are in flight is the throttle's business, and a connection kept
    waiting by two gates would wait for the smaller one.
    """

    def __init__(self) -> None:
        self._open: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession] = WeakKeyDictionary()

    def here(self) -> aiohttp.ClientSession:
        """Return the running loop's session."""
        loop = asyncio.get_running_loop()
        session = self._open.get(loop)
        if session is None or session.closed:
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=60)
            # Time-outs are the caller's; cookies and redirects are nothing an API should use.
            session = aiohttp.ClientSession(
                connector=connector, timeout=aiohttp.ClientTimeout(), cookie_jar=aiohttp.DummyCookieJar()
            )
            self._open[loop] = session
        return session

    async def close(self) -> None:
        """Close the running loop's session."""
        session = self._open.pop(asyncio.get_running_loop(), None)
        if session is not None:
            await session.close()
