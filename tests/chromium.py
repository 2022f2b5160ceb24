"""The options of every Chromium of the tests."""

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

PLAIN_HOST = "roomtone.test"
"""This machine under a name that browsers do not trust without https: they withhold what only secure pages may use."""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
    f"--disable-features={','.join(_OFF_FOR_PLAYWRIGHT + _OFF_FOR_SPEED)}",
]
