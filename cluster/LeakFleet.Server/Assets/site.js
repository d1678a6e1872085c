// Makes pages richer where scripts run; everything works without them.
"use strict";

// Charts: the values of all lines at the place that is pointed at, or stepped to with the arrow keys.
function chart(figure) {
    const plot = figure.querySelector(".plot");
    if (!plot) return;
    const dots = [...plot.querySelectorAll(".dots circle")];
    if (dots.length === 0) return;
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("role", "status");
    const rule = document.createElementNS("http://www.w3.org/2000/svg", "line");
    rule.setAttribute("class", "rule");
    rule.setAttribute("y1", "10");
    rule.setAttribute("y2", "206");
    rule.style.display = "none";
    plot.appendChild(rule);
    figure.querySelector(".area").appendChild(tip);
    plot.tabIndex = 0;
    const x = dot => parseFloat(dot.getAttribute("cx"));
    const stops = [...new Set(dots.map(x))].sort((a, b) => a - b);
    let at = stops.length - 1;

    function show(percent) {
        const lines = [];
        for (const group of plot.querySelectorAll(".dots")) {
            const near = [...group.children].reduce((a, b) => Math.abs(x(b) - percent) < Math.abs(x(a) - percent) ? b : a);
            if (Math.abs(x(near) - percent) < 4) lines.unshift([group.getAttribute("class").replace("dots ", ""), near.textContent]);
        }
        tip.replaceChildren(...lines.map(([style, text]) => {
            const row = document.createElement("p");
            row.className = style;
            row.textContent = text.replace("\n", ": ");
            return row;
        }));
        tip.style.display = lines.length ? "block" : "none";
        tip.classList.toggle("left", percent > 50);
        rule.setAttribute("x1", percent + "%");
        rule.setAttribute("x2", percent + "%");
        rule.style.display = "";
    }

    function hide() {
        tip.style.display = "none";
        rule.style.display = "none";
    }

    plot.addEventListener("pointermove", event => {
        const box = plot.getBoundingClientRect();
        const percent = (event.clientX - box.left) / box.width * 100;
        at = stops.reduce((best, stop, i) => Math.abs(stop - percent) < Math.abs(stops[best] - percent) ? i : best, 0);
        show(stops[at]);
    });
    plot.addEventListener("pointerleave", hide);
    plot.addEventListener("blur", hide);
    plot.addEventListener("focus", () => { if (plot.matches(":focus-visible")) show(stops[at]); });
    plot.addEventListener("keydown", event => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (event.key === "Escape") hide();
        if (!step) return;
        at = Math.min(Math.max(at + step, 0), stops.length - 1);
        show(stops[at]);
        event.preventDefault();
    });
}

function enrich() {
    document.querySelectorAll("figure.chart").forEach(chart);
}

// A live page is brought up to date in place: what is unfolded, scrolled to or typed stays.
function busy() {
    const active = document.activeElement;
    return document.hidden || (active && active.closest("main") && active.matches("input, select, .plot")) || [...document.querySelectorAll("main input")].some(i => i.value !== i.defaultValue) || document.querySelector(".tip[style*=block]") || !getSelection().isCollapsed;
}

async function update() {
    if (busy()) return;
    try {
        const answer = await fetch(location.href, { headers: { accept: "text/html" } });
        if (!answer.ok || busy()) return;
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        const open = [...document.querySelectorAll("main details")].map(d => d.open);
        document.title = fresh.title;
        for (const part of ["#main", ".live"]) document.querySelector(part).replaceWith(fresh.querySelector(part));
        document.querySelectorAll("main details").forEach((d, i) => { d.open = !!open[i]; });
        enrich();
    } catch {
        document.querySelector(".live").classList.add("stale");
    }
}

addEventListener("keydown", event => {
    if (event.key !== "/" || event.target.matches("input, select, textarea")) return;
    document.querySelector(".find input").focus();
    event.preventDefault();
});

enrich();
const seconds = Number(document.body.dataset.refresh);
if (seconds > 0) setInterval(update, seconds * 1000);
