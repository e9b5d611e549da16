/// The only script: shows the page anew in place every so often. Pages work without it.
enum Script {
    /// `/app.js`.
    static let text = #"""
        "use strict";
        (() => {
          const every = 10000;
          const busy = () => {
            const focus = document.activeElement;
            return document.hidden || !getSelection().isCollapsed ||
              (focus && /^(INPUT|SELECT|TEXTAREA|BUTTON)$/.test(focus.tagName));
          };
          const refresh = async () => {
            if (busy()) return;
            const clock = document.getElementById("clock");
            try {
              const answer = await fetch(location.href, { cache: "no-store" });
              if (!answer.ok) throw new Error(answer.status);
              const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
              const open = [...document.querySelectorAll("details")].map((each) => each.open);
              const scrolled = [...document.querySelectorAll(".scroll")].map((each) => each.scrollLeft);
              document.getElementById("main").replaceWith(document.adoptNode(fresh.getElementById("main")));
              document.querySelectorAll("details").forEach((each, index) => { each.open = open[index] ?? false; });
              document.querySelectorAll(".scroll").forEach((each, index) => {
                each.scrollLeft = scrolled[index] ?? 0;
              });
              if (clock) clock.replaceWith(document.adoptNode(fresh.getElementById("clock")));
            } catch {
              if (clock) { clock.classList.add("stale"); clock.title = "plummet does not answer; this page is old"; }
            }
          };
          setInterval(refresh, every);
          document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
        })();

        """#
}
