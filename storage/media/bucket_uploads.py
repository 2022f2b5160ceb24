"""Uploads in parts that a killed process began in a bucket: nobody sees their parts, and the operator pays for them.

The library that stores objects (obstore) neither lists nor ends such uploads, so botocore does. It is imported by
workers alone, at the first turn: it takes 0.3 s and 30 MB.
"""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any, Final

from storage.unavailable import unavailable

MOST_PAGES: Final = 50  # with a thousand uploads each, in one run
TRUE: Final = {"1", "true", "on", "yes", "y"}  # as obstore reads it
METADATA_SECONDS: Final = 1.0  # for the address at which a machine of Amazon's tells its keys


class BucketUploads:
    """The uploads below one address, `s3://bucket/folder`."""

    def __init__(self, bucket: str, folder: str, environment: Mapping[str, str], timeout: float) -> None:
        self._bucket = bucket
        self._folder = folder
        self._environment = environment
        self._timeout = timeout
        self._client: Any = None

    @classmethod
    def of(cls, url: str, *, timeout: float, environment: Mapping[str, str] = os.environ) -> "BucketUploads | None":
        """None when media are in a folder. `timeout` is in seconds, for each request."""
        if not url.startswith("s3://"):
            return None
        bucket, _, folder = url.removeprefix("s3://").partition("/")
        return cls(bucket, f"{folder.strip('/')}/" if folder.strip("/") else "", environment, timeout)

    async def abort(self, *, older_than: timedelta) -> int:
        """Ends uploads that began longer ago; their parts are deleted. Answers how many; two workers may do it at once.
        Raises Unavailable."""
        latest, ended = datetime.now(UTC) - older_than, 0
        if self._client is None:
            self._client = await _done(self._open)
        uploads = self._client.get_paginator("list_multipart_uploads").paginate(
            Bucket=self._bucket, Prefix=self._folder
        )
        pages = islice(uploads, MOST_PAGES)
        while (old := await _done(partial(self._old, pages, latest))) is not None:
            for path, id_ in old:
                ended += await self._end(path, id_)
        return ended

    def _old(self, pages: Iterator[dict[str, Any]], latest: datetime) -> list[tuple[str, str]] | None:
        """The paths and ids on the next page that began until `latest`; None after the last page."""
        page = next(pages, None)
        if page is None:
            return None
        return [
            (one["Key"], one["UploadId"])
            for one in page.get("Uploads", ())
            if "Initiated" in one and one["Initiated"] <= latest and one["Key"].startswith(self._folder)
        ]

    async def _end(self, path: str, id_: str) -> bool:
        """Whether it was there."""
        end = partial(self._client.abort_multipart_upload, Bucket=self._bucket, Key=path, UploadId=id_)
        return await _done(end) is not None

    def _open(self) -> Any:
        """A client with the settings that obstore reads, and the credentials that botocore finds."""
        from botocore.config import Config
        from botocore.session import Session

        def setting(*names: str) -> str | None:
            return next((self._environment[name] for name in names if self._environment.get(name)), None)

        endpoint = setting("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
        is_virtual = (setting("AWS_VIRTUAL_HOSTED_STYLE_REQUEST") or "").lower() in TRUE
        if endpoint and is_virtual:  # then obstore expects the bucket's own host; botocore adds it itself
            endpoint = endpoint.replace(f"://{self._bucket}.", "://", 1)
        session = Session()
        session.set_config_variable("metadata_service_timeout", METADATA_SECONDS)
        session.set_config_variable("metadata_service_num_attempts", 1)
        return session.create_client(
            "s3",
            region_name=setting("AWS_REGION", "AWS_DEFAULT_REGION") or "us-east-1",
            endpoint_url=endpoint,
            config=Config(
                connect_timeout=self._timeout / 2,
                read_timeout=self._timeout,
                retries={"mode": "standard", "total_max_attempts": 2},
                s3={"addressing_style": "virtual" if is_virtual else "path" if endpoint else "auto"},
            ),
        )


async def _done(work: Callable[[], Any]) -> Any:
    """What a request answers, None when its upload is gone. Raises Unavailable.

    A cancelled call waits for its thread, so that a worker that stops sees that it hangs. Otherwise the end of the
    event loop waits for the thread, without a limit."""
    asked = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(asked)
    except asyncio.CancelledError:
        await asyncio.gather(asked, return_exceptions=True)
        raise
    except Exception as error:
        # Not BotoCoreError alone: an answer or an address that makes no sense raises ValueError and others.
        code = _code(error)
        if code == "NoSuchUpload":
            return None
        if code is not None:
            raise unavailable(f"The bucket refuses to list or to end uploads: {code}", error) from error
        raise unavailable(f"The bucket cannot be asked for uploads: {type(error).__name__}", error) from error


def _code(error: Exception) -> str | None:
    """Why the bucket refused, when it did."""
    from botocore.exceptions import ClientError

    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else None
