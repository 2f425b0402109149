package ebm_test

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// trained is a hash of the bits of two models after three epochs, of CD and PCD,
// whose sizes are no multiples of anything.
func trained(t *testing.T) string {
	sum := fnv.New64a()
	for _, objective := range []func(*ebm.RBM) ebm.Objective{
		func(m *ebm.RBM) ebm.Objective { return ebm.NewCD(m, 2) },
		func(m *ebm.RBM) ebm.Objective { return ebm.NewPCD(m, 1, 70, ebm.NewRand(3)) },
	} {
		x, rng := ebm.NewMatrix(400, 251), ebm.NewRand(5)
		for i := range x.Data {
			if rng.IntN(4) == 0 {
				x.Data[i] = 1
			}
		}
		m := ebm.NewBernoulliRBM(251, 213, ebm.NewRand(1))
		s := small
		s.BatchSize = 90 // the last batch has 40 rows
		if _, err := ebm.Train(t.Context(), objective(m), x, s, ebm.NewRand(2)); err != nil {
			t.Fatal(err)
		}
		_ = binary.Write(sum, binary.LittleEndian, bits(m))
	}
	return fmt.Sprintf("%016x", sum.Sum64())
}

// TestTrainSameBitsOfAllLevels trains in a process for each instruction set and
// number of threads. The portable loops may differ from the vector ones in last
// bits, so they are compared among themselves.
func TestTrainSameBitsOfAllLevels(t *testing.T) {
	const variable = "EBM_TEST_LEVELS"
	if os.Getenv(variable) != "" {
		fmt.Printf("level %s bits %s\n", kernel.Level(), trained(t))
		return
	}
	want := map[string]string{}
	for _, level := range kernel.Levels() {
		group := "vector"
		if level == "portable" {
			group = level
		}
		for procs := 1; procs <= 3; procs++ {
			got := trainedBy(t, level, procs, variable)
			if want[group] == "" {
				want[group] = got
			} else if got != want[group] {
				t.Errorf("%s, GOMAXPROCS %d: bits %s, want %s", level, procs, got, want[group])
			}
		}
	}
}

func trainedBy(t *testing.T, level string, procs int, variable string) string {
	cmd := exec.Command(os.Args[0], "-test.run=^TestTrainSameBitsOfAllLevels$")
	cmd.Env = append(os.Environ(), variable+"=1", "EBM_KERNEL="+level, fmt.Sprint("GOMAXPROCS=", procs))
	out, err := cmd.CombinedOutput()
	_, rest, ok := strings.Cut(string(out), "level "+level+" bits ")
	if err != nil || !ok {
		t.Fatalf("%s: %v\n%s", level, err, out)
	}
	return rest[:16]
}

// TestTrainAllocatesNothing: on the same rows, many small steps allocate no more
// than a few large ones, with one thread and with several. (Scratch that is
// pooled may be collected and made again.)
func TestTrainAllocatesNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2} {
		runtime.GOMAXPROCS(procs)
		few, many := mallocs(t, 20), mallocs(t, 400)
		if many > few+40 {
			t.Errorf("GOMAXPROCS %d: %d allocations in 20 steps, %d in 400", procs, few, many)
		}
	}
}

// mallocs counts the allocations of a second run over 4000 rows in so many steps.
func mallocs(t *testing.T, steps int) uint64 {
	x := ebm.NewMatrix(4000, 300)
	s := small
	s.Epochs, s.BatchSize = 1, x.Rows/steps
	cd := ebm.NewCD(ebm.NewBernoulliRBM(300, 200, ebm.NewRand(1)), 1)
	var before, after runtime.MemStats
	for range 2 {
		runtime.ReadMemStats(&before)
		if _, err := ebm.Train(t.Context(), cd, x, s, ebm.NewRand(2)); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
	}
	return after.Mallocs - before.Mallocs
}
