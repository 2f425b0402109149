package notebook

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// frame is the HTML of a monitor. All style is inline and all colour relative to the page's own, so that it looks
// right in light and dark themes, and reads well as text where a viewer drops the style.
func frame(r *run, p *ebm.Progress, pictures []picture) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<div style="max-width:%dpx;line-height:1.4">`+"\n", frameWidth)
	writeHead(&b, r, p)
	writeBar(&b, r, p)
	writeBelow(&b, r)
	writeMetrics(&b, r)
	writePictures(&b, pictures)
	b.WriteString(`</div>`)
	return b.String()
}

func writeHead(b *strings.Builder, r *run, p *ebm.Progress) {
	var level, where string
	if r.showLevel {
		level = html.EscapeString(capital(r.levelTitle())) + ", "
	}
	switch {
	case finished(p):
		where = fmt.Sprintf("<b>%s%d epochs</b>", level, p.Epoch)
	case p.Step == 0:
		where = fmt.Sprintf("<b>%sepoch %d of %d</b>", level, p.Epoch, p.Epochs)
	default:
		where = fmt.Sprintf("<b>%sepoch %d of %d</b>, step %d of %d", level, p.Epoch+1, p.Epochs, p.Step, p.Steps)
	}
	time := formatDuration(p.Elapsed)
	if left, ok := r.left(p); ok {
		time += " · " + formatDuration(left) + " left"
		if r.levels > 1 {
			time += " for this RBM"
		}
	}
	fmt.Fprintf(b, `<div style="display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 16px;font-variant-numeric:tabular-nums">`+
		"<span>%s</span> <span style=\"opacity:.7\">%s</span></div>\n", where, time)
}

const (
	barColor  = "#2f7dc4"
	doneColor = "#2f9e6e"
)

func writeBar(b *strings.Builder, r *run, p *ebm.Progress) {
	color := barColor
	if r.allDone(p) {
		color = doneColor
	}
	fmt.Fprintf(b, `<div style="height:6px;border-radius:3px;background:rgba(128,128,128,.25);overflow:hidden;margin:4px 0 10px">`+
		`<div style="height:100%%;width:%.1f%%;background:%s"></div></div>`+"\n", 100*r.doneOfAll(p), color)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// writeBelow writes a line for each level that is done.
func writeBelow(b *strings.Builder, r *run) {
	for _, below := range r.below {
		text := capital(below.levelTitle())
		if size := strings.TrimPrefix(below.model, "RBM "); size != "" {
			text += ", " + size
		}
		text = html.EscapeString(fmt.Sprintf("%s: %d epochs, %s", text, below.epoch, formatDuration(below.ended)))
		for _, m := range below.metrics {
			if below.alone(m.Name) && m.Name != ebm.MetricUpdate {
				number := typeset(strings.TrimSpace(formatEstimate(m.Value, m.Err) + " " + unitOf(m.Name)))
				text += " · " + html.EscapeString(m.Name) + " " + number
			}
		}
		fmt.Fprintf(b, `<div style="font-size:85%%;opacity:.7;font-variant-numeric:tabular-nums">%s</div>`+"\n", text)
	}
	if len(r.below) > 0 {
		b.WriteString(`<div style="height:8px"></div>` + "\n")
	}
}

// unitOf is the unit of a metric, as far as its name tells.
func unitOf(name string) string {
	if isShare(name) {
		return "%"
	}
	switch name {
	case ebm.MetricLoss, ebm.MetricHeldOutLoss, ebm.MetricWake, ebm.MetricHeldOutWake, ebm.MetricSleep:
		return "nats"
	}
	for _, part := range [...]string{ebm.MetricFreeEnergy, ebm.MetricGap, "likelihood", "log Z"} {
		if strings.Contains(name, part) {
			return "nats"
		}
	}
	return ""
}

func writeMetrics(b *strings.Builder, r *run) {
	if len(r.metrics) == 0 {
		return
	}
	b.WriteString(`<div style="display:flex;flex-wrap:wrap;gap:8px 28px;margin-bottom:10px;font-variant-numeric:tabular-nums">` + "\n")
	all := r.metrics
	if best := r.best(); best != nil {
		best.label = r.goal.String()
		all = append(slices.Clone(all), *best)
	}
	for _, m := range all {
		value, spread, _ := strings.Cut(formatEstimate(m.Value, m.Err), " ")
		note := strings.TrimSpace(spread + " " + unitOf(m.Name))
		if m.epoch != r.epoch {
			note += fmt.Sprintf(" (epoch %d)", m.epoch)
		}
		fmt.Fprintf(b, `<div><span style="display:block;font-size:85%%;opacity:.7">%s</span> `+
			`<span style="font-size:125%%;font-weight:600">%s</span> <span style="font-size:85%%;opacity:.7">%s</span></div>`+"\n",
			html.EscapeString(cmp.Or(m.label, m.Name)), typeset(value), typeset(strings.TrimSpace(note)))
	}
	b.WriteString("</div>\n")
}

// typeset gives a number a minus sign as long as its plus.
func typeset(number string) string { return html.EscapeString(strings.ReplaceAll(number, "-", "−")) }

func writePictures(b *strings.Builder, pictures []picture) {
	if len(pictures) == 0 {
		return
	}
	fmt.Fprintf(b, `<div style="display:flex;flex-wrap:wrap;gap:%dpx">`+"\n", pictureGap)
	for _, p := range pictures {
		if p.failure != "" {
			fmt.Fprintf(b, `<div style="opacity:.7">%s</div>`+"\n", html.EscapeString(p.failure))
			continue
		}
		fmt.Fprintf(b, `<img src="%s" alt="%s" width="%d" height="%d" style="max-width:100%%;height:auto;margin:0;border-radius:6px">`+"\n",
			p.source, html.EscapeString(p.alt), p.width, p.height)
	}
	b.WriteString("</div>\n")
}
