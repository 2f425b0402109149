package ebm

import (
	"slices"
	"testing"
)

func TestUntrained(t *testing.T) {
	d := NewDBN([]int{6, 4, 3, 2}, NewRand(1))
	d.InitGlorot(NewRand(1)) // no training
	if got := d.untrained(); !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("new: levels %d", got)
	}
	plan := PlanOf(Settings{Epochs: 1, LearningRate: 0.1}, Settings{Epochs: 1, LearningRate: 0.1})
	if _, err := (&DBN{RBMs: d.RBMs[:2]}).Pretrain(t.Context(), NewMatrix(10, 6), plan, NewRand(1)); err != nil {
		t.Fatal(err)
	}
	if got := d.untrained(); !slices.Equal(got, []int{2}) {
		t.Errorf("two levels trained: levels %d are not", got)
	}
}
