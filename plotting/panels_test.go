package plotting

import (
	"slices"
	"testing"
)

// Series of one name have one colour and one place in the legend, wherever they stand, and all panels one range.
func TestPanelsShareColoursAndRange(t *testing.T) {
	line := func(name string, n int) Series { return Series{Name: name, Points: Points(nil, make([]float64, n))} }
	panels := []Panel{
		{"1", []Series{line("a", 5), line("b", 5)}},
		{"2", []Series{Level("exact", 1), line("b", 9), line("a", 3), line("", 2)}},
		{"3", []Series{Moment("kept", 2), line("c", 2)}},
		{"4", []Series{line("b", 2)}},
	}
	charts, err := Axes{}.charts(panels)
	if err != nil {
		t.Fatal(err)
	}
	a, b, c := seriesColor(0), seriesColor(1), seriesColor(2)
	for _, x := range []struct {
		panel, series int
		got           any
		want          any
	}{
		{0, 0, charts[0].curves[0].color, a}, {0, 1, charts[0].curves[1].color, b},
		{1, 0, charts[1].curves[0].color, muted}, {1, 1, charts[1].curves[1].color, b}, {1, 2, charts[1].curves[2].color, a},
		{2, 1, charts[2].curves[1].color, c}, {3, 0, charts[3].curves[0].color, b},
	} {
		if x.got != x.want {
			t.Errorf("panel %d, series %d: colour %v, want %v", x.panel, x.series, x.got, x.want)
		}
	}
	axes, err := Axes{Height: panelHeight}.check()
	if err != nil {
		t.Fatal(err)
	}
	g := newPanelGrid(axes, panels, charts)
	var names []string
	for _, k := range g.header.keys {
		names = append(names, k.name)
	}
	if want := []string{"a", "b", "exact", "c"}; !slices.Equal(names, want) {
		t.Errorf("legend %q, want %q", names, want)
	}
	if g.columns != 2 {
		t.Errorf("four panels in %d columns, want 2", g.columns)
	}
	for i, p := range g.plots {
		if p.X.Min != 1 || p.X.Max != 9 {
			t.Errorf("panel %d shows %v to %v, want 1 to 9", i, p.X.Min, p.X.Max)
		}
	}
}
