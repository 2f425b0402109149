package notebook

import (
	"slices"
	"time"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// cell shows frames in a notebook, each in the place of the one before.
type cell struct {
	settings MonitorSettings
	now      func() time.Time

	run      *run      // whose pictures these are
	pictures []picture // of the last epoch that was drawn
	lowest   []picture // those of the model, of the level of the data
	next     time.Time // of the next frame, at the earliest
	redraw   time.Time // of the next pictures, at the earliest
}

const (
	// redrawEvery is the least time between two drawings.
	redrawEvery = time.Second
	// redrawShare bounds the share of drawing in the time of training: one part in that many.
	redrawShare = 50
)

func (c *cell) update(r *run, p *ebm.Progress) error {
	now, last := c.now(), finished(p)
	fresh := c.run != r
	if fresh {
		if c.run == nil || c.run.id != r.id { // otherwise those of the level below stay until there are others
			c.pictures, c.lowest = nil, nil
		}
		c.run, c.redraw = r, now
	}
	draw := p.Step == 0 && (last || !now.Before(c.redraw))
	if !fresh && !draw && now.Before(c.next) {
		return nil
	}
	if draw {
		c.draw(r, p)
	}
	c.next = now.Add(c.settings.Interval)
	e := exhibit{rich: bundle{mimeHTML: frame(r, p, c.pictures)}, text: epochText(r, p)}
	return kernel.display(e.message(r.id))
}

// draw makes the pictures of the epoch that has just ended.
func (c *cell) draw(r *run, p *ebm.Progress) {
	start := c.now()
	lines := curves(r)
	all := drawAll(slices.Concat(lines, filters(c.settings, r, p.Model), reconstructions(c.settings, r, p.Model)))
	if ofModel := all[len(lines):]; len(ofModel) > 0 || r.level == 0 {
		c.lowest = ofModel
	}
	c.pictures = slices.Concat(all[:len(lines)], c.lowest)
	end := c.now()
	c.redraw = end.Add(max(redrawEvery, redrawShare*end.Sub(start)))
}

// epochText stands for the frame where HTML cannot be shown.
func epochText(r *run, p *ebm.Progress) string {
	if p.Step == 0 {
		return epochLine(r, p)
	}
	return stepLine(r, p)
}
