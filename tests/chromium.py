"""The Chromium of the tests, and its options."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.async_api import Playwright

# Playwright's own list, repeated because Chromium uses only the last one that it is given.
_OFF_FOR_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "msForceBrowserSignIn",
    "msEdgeUpdateLaunchServicesPreferredVersion",
)
# Every window renders the list under the address bar, which is not visible, in a separate process: 0.3 to 0.5 s of CPU.
_OFF_FOR_SPEED = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(_OFF_FOR_PLAYWRIGHT + _OFF_FOR_SPEED)}",
]


def chromium_path(playwright: Playwright) -> str:
    """The browser to drive: `$CHROMIUM`, Chromium's headless shell, Playwright's own, or a whole one on PATH. Without
    one the tests fail and say why.

    The shell is the same browser without windows, and a page's test takes a third less CPU with it.
    """
    own = playwright.chromium.executable_path
    found = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell")
    found = found or (own if Path(own).exists() else None) or shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("No Chromium: run `apt-get install -y chromium-headless-shell`, or set CHROMIUM")
    return found
