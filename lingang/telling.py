"""How a start speaks to the person before the screen: progress with its time, failures with their remedy."""

import os
import sys
import time

BEGUN = float(os.environ.get("UP_BEGUN", time.time()))


class Failed(Exception):
    """Said to a person: what failed and what to do."""


def say(text: str) -> None:
    print(f"[{time.time() - BEGUN:6.1f} 秒] {text}", flush=True)


def complain(text: str) -> int:
    if "No space left on device" in text:
        text += "\n磁盘已满，请清理后重试，或用 --var 换一个目录。"
    print(f"错误：{text}", file=sys.stderr, flush=True)
    return 1
