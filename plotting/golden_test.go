package plotting_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/plotting"
)

var regen = flag.Bool("regen", false, "write the golden pictures in testdata anew; look at them before committing")

// shown is the picture of the example that ran last.
var shown *plotting.Figure

// show stands for notebook.Show in the examples: it prints what the picture is.
func show(fig *plotting.Figure, err error) {
	shown = fig
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fig)
}

// maxGolden keeps the repository small.
const maxGolden = 15_000

func TestGolden(t *testing.T) {
	for _, g := range []struct {
		name    string
		example func()
	}{
		{"filters", ExampleFilters},
		{"samples", ExampleSamples},
		{"reconstructions", ExampleReconstructions},
		{"landscape", ExampleLandscape},
		{"curves", ExampleAxes_Curves},
		{"histogram", ExampleAxes_Histogram},
		{"bars", ExampleAxes_Bars},
		{"network_rbm", ExampleNetwork},
		{"network_boltzmann", ExampleNetwork_boltzmann},
		{"network_stack", ExampleNetwork_stack},
		{"beside", ExampleBeside},
		{"from_plot", ExampleFromPlot},
		{"annealing", ExampleAxes_Annealing},
		{"sandwich", ExampleAxes_Sandwich},
		{"autocorrelation", ExampleAxes_Autocorrelation},
		{"traces", ExampleAxes_Traces},
		{"free_energies", ExampleAxes_FreeEnergies},
		{"swap_rates", ExampleAxes_SwapRates},
		{"field", ExampleField},
		{"landscape_arrows", ExampleLandscape_arrows},
		{"confusion", ExampleConfusion},
		{"strips", ExampleStrips},
		{"comparison", ExampleComparison},
		{"filter_levels", ExampleFilterLevels},
		{"codes", ExampleCodes},
		{"panels", ExampleAxes_Panels},
		{"repeated", ExampleRepeated},
		{"moment", ExampleMoment},
		{"dots", ExampleRepeatedGroup},
	} {
		t.Run(g.name, func(t *testing.T) {
			shown = nil
			g.example()
			if shown == nil {
				t.Fatal("the example made no picture")
			}
			raw, err := shown.PNG()
			if err != nil {
				t.Fatal(err)
			}
			if len(raw) > maxGolden {
				t.Errorf("%d bytes, more than %d: make the example smaller", len(raw), maxGolden)
			}
			compareGolden(t, filepath.Join("testdata", g.name+".png"), raw)
		})
	}
}

func compareGolden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *regen {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test ./plotting -regen writes it)", err)
	}
	if diff := difference(t, decode(t, got), decode(t, want)); diff != "" {
		failed := filepath.Join(t.ArtifactDir(), filepath.Base(path))
		if err := os.WriteFile(failed, got, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Errorf("%s: %s; see %s (go test -artifacts keeps it; -regen accepts it)", path, diff, failed)
	}
}

func decode(t *testing.T, raw []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// difference allows for processors that fuse multiplication and addition: an edge may move by a rounding error, which
// changes the smoothing of single pixels by a few levels of 255, or for one in a thousand by more, where a coordinate
// is rounded to a whole pixel.
func difference(t *testing.T, got, want image.Image) string {
	t.Helper()
	if got.Bounds() != want.Bounds() {
		return fmt.Sprintf("size %v, want %v", got.Bounds().Size(), want.Bounds().Size())
	}
	const level = 8
	off, pixels := 0, got.Bounds().Dx()*got.Bounds().Dy()
	for y := range got.Bounds().Dy() {
		for x := range got.Bounds().Dx() {
			g, w := color.RGBAModel.Convert(got.At(x, y)).(color.RGBA), color.RGBAModel.Convert(want.At(x, y)).(color.RGBA)
			if far(g.R, w.R, level) || far(g.G, w.G, level) || far(g.B, w.B, level) {
				off++
			}
		}
	}
	if off*1000 > pixels {
		return fmt.Sprintf("%d of %d pixels differ", off, pixels)
	}
	return ""
}

func far(a, b uint8, level int) bool {
	d := int(a) - int(b)
	return d > level || d < -level
}
