"""The program that runs FFmpeg: it reads one request from `request.json` in its working directory, answers, and ends.

It writes lines of JSON to standard output: `{"progress": percent}` any number of times, then `{"found": …}` or
`{"refused": reason}`. It reads and writes only files in its folder.
"""

import json
import sys
from pathlib import Path
from typing import Any

from storage.media.sandbox import IsolationError, ResourceLimits, isolate, limit

OUT_OF_MEMORY = "It takes too much memory to read"


def main() -> int:
    request: dict[str, Any] = json.loads(Path("request.json").read_bytes())
    try:
        limit(ResourceLimits(**request["limits"]))
        how = isolate(request["parent"])
    except (IsolationError, OSError, ValueError) as error:
        return _say({"unable": str(error)})
    _say({"isolation": how})
    return _say(_answer(request["task"], request["arguments"]))


def _answer(task: str, arguments: dict[str, Any]) -> dict[str, Any]:
    import av  # imported after the limits are set, so that they apply to it

    from storage.media import joining, sound, splitting

    bounds = sound.Bounds(arguments.pop("seconds_most"))
    try:
        if task == "examine":
            answer: Any = sound.examine(Path("source"), arguments["container"], bounds)
        elif task == "split":
            answer = splitting.split(Path("source"), folder=Path(), bounds=bounds, **arguments)
        elif task == "join":
            answer = joining.join(arguments["sounds"], Path("whole"), bounds, _progress)
        else:
            answer = sound.assemble(
                Path("chunks"), arguments["fragments"], arguments["container"], Path("whole"), bounds, _progress
            )
    except sound.NoSoundError as error:
        return {"refused": str(error)}
    except MemoryError:  # FFmpeg's own exceptions too
        return {"refused": OUT_OF_MEMORY}
    except (av.FFmpegError, IndexError, ValueError, OverflowError, ArithmeticError) as error:
        return {"refused": f"It is no sound that can be played ({type(error).__name__})"}
    return {"found": answer}


def _progress(percent: int) -> None:
    _say({"progress": percent})


def _say(line: dict[str, Any]) -> int:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
