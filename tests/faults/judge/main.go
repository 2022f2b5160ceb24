// Judges histories of sessions: is there one order of all calls, each between its beginning and its answer, in which
// every read shows what the changes before it left? The search is porcupine's; this file says what a session is.
//
// Reads lines of JSON, a session each, and writes one line each: its name and ok, illegal or unknown.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"
)

// A call whose answer is unknown has no end: it may take effect at any time, or never within the history.
type call struct {
	Do    string   `json:"do"`
	Value string   `json:"value"`
	Seen  []string `json:"seen"`
	Start int64    `json:"start"`
	End   *int64   `json:"end"`
}

type session struct {
	Name  string   `json:"name"`
	First []string `json:"first"`
	Calls []call   `json:"calls"`
}

const separator = "\x00"

func joined(values []string) string {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return strings.Join(sorted, separator)
}

// A session is a set of values: `write` leaves one, `add` and `remove` change it, `read` sees it.
func model(first []string) porcupine.Model {
	return porcupine.Model{
		Init: func() interface{} { return joined(first) },
		Step: func(state, input, output interface{}) (bool, interface{}) {
			done, now := input.(call), state.(string)
			values := strings.Split(now, separator)
			if now == "" {
				values = nil
			}
			switch done.Do {
			case "write":
				return true, done.Value
			case "add":
				if slices.Contains(values, done.Value) {
					return false, now
				}
				return true, joined(append(values, done.Value))
			case "remove":
				return true, joined(slices.DeleteFunc(values, func(one string) bool { return one == done.Value }))
			}
			return joined(done.Seen) == now, now
		},
	}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<28)
	for lines.Scan() {
		var one session
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			panic(err)
		}
		var history []porcupine.Operation
		for number, done := range one.Calls {
			end := int64(math.MaxInt64)
			if done.End != nil {
				end = *done.End
			}
			history = append(history, porcupine.Operation{ClientId: number, Input: done, Call: done.Start, Return: end})
		}
		found := porcupine.CheckOperationsTimeout(model(one.First), history, time.Minute)
		fmt.Println(one.Name, strings.ToLower(string(found)))
	}
}
