package notebook

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// longEpoch is how long an epoch may be silent in a terminal.
const longEpoch = 2 * time.Second

// lines writes a line per epoch.
type lines struct {
	w     io.Writer
	live  bool // a terminal, whose last line can be written over
	above int  // characters of the line that is to be written over
}

func (l *lines) update(r *run, p *ebm.Progress) error {
	var text string
	switch {
	case p.Step == 0:
		text = l.over(epochLine(r, p)) + "\n"
		l.above = 0
	case l.live && p.Elapsed-r.ended > longEpoch:
		line := stepLine(r, p)
		text = l.over(line)
		l.above = utf8.RuneCountInString(line)
	default:
		return nil
	}
	if _, err := io.WriteString(l.w, text); err != nil {
		return fmt.Errorf("notebook: monitor: %w", err)
	}
	return nil
}

// over writes s over the line before, if that may go.
func (l *lines) over(s string) string {
	if !l.live {
		return s
	}
	return "\r" + s + strings.Repeat(" ", max(0, l.above-utf8.RuneCountInString(s)))
}

// epochLine says what an epoch has reached.
func epochLine(r *run, p *ebm.Progress) string {
	fields := []string{r.levelName() + epochName(p, p.Epoch)}
	for _, m := range r.metrics {
		if m.epoch != r.epoch {
			continue
		}
		fields = append(fields, m.Name+" "+m.text())
	}
	if best := r.best(); best != nil {
		fields = append(fields, fmt.Sprintf("best in epoch %d", best.epoch))
	}
	return strings.Join(append(fields, timeWords(r, p)), "  ")
}

// text is the number with its error, and a per cent sign.
func (m measured) text() string {
	if isShare(m.Name) {
		return formatEstimate(m.Value, m.Err) + " %"
	}
	return formatEstimate(m.Value, m.Err)
}

// stepLine says how far the running epoch is.
func stepLine(r *run, p *ebm.Progress) string {
	percent := 0
	if p.Steps > 0 {
		percent = int(100 * math.Min(1, float64(p.Step)/float64(p.Steps)))
	}
	return fmt.Sprintf("%s%s  %2d %%  %s", r.levelName(), epochName(p, p.Epoch+1), percent, timeWords(r, p))
}

// levelName is empty for what is no stack.
func (r *run) levelName() string {
	if !r.showLevel {
		return ""
	}
	return r.levelTitle() + "  "
}

// levelTitle counts RBMs from one where it is known how many there are, as people do; levels are counted from zero.
func (r *run) levelTitle() string {
	if r.levels == 0 {
		return fmt.Sprintf("level %d", r.level)
	}
	return fmt.Sprintf("RBM %d of %d", r.level+1, r.levels)
}

func epochName(p *ebm.Progress, epoch int) string {
	return fmt.Sprintf("epoch %*d/%d", len(strconv.Itoa(p.Epochs)), epoch, p.Epochs)
}

// timeWords is the time left, or the whole time at the end.
func timeWords(r *run, p *ebm.Progress) string {
	if left, ok := r.left(p); ok {
		return formatDuration(left) + " left"
	}
	return formatDuration(p.Elapsed)
}

// formatDuration writes d as one reads it: 2.5 s, 42 s, 3 min 20 s, 2 h 5 min.
func formatDuration(d time.Duration) string {
	seconds := int(d.Round(time.Second).Seconds())
	switch {
	case d < 9950*time.Millisecond:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case seconds < 60:
		return fmt.Sprintf("%d s", seconds)
	case seconds < 3600:
		return fmt.Sprintf("%d min %d s", seconds/60, seconds%60)
	}
	return fmt.Sprintf("%d h %d min", seconds/3600, seconds%3600/60)
}
