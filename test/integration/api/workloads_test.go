// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"maps"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// running is a jurisdiction that declares these workloads.
func running(workloads ...*wrappers.WorkloadWrapper) *v1alpha1.Jurisdiction {
	w := region()
	for _, workload := range workloads {
		w.Workload(workload)
	}
	return w.Obj()
}

// workload is a jurisdiction with one workload, as JSON has it.
func workload(fields map[string]any) client.Object {
	named := map[string]any{"name": "portal"}
	maps.Copy(named, fields)
	return raw(region().Obj(), set("workloads", []any{named}))
}

// deployment is a jurisdiction with one Deployment that has these fields besides its image.
func deployment(fields map[string]any) client.Object {
	whole := map[string]any{"image": "app:1"}
	maps.Copy(whole, fields)
	return workload(map[string]any{"deployment": whole})
}

// limited is a jurisdiction with one Deployment whose limit is this.
func limited(resource string, amount any) client.Object {
	return deployment(map[string]any{"resources": map[string]any{"limits": map[string]any{resource: amount}}})
}

// withVariables is a Deployment with so many variables.
func withVariables(n int) *wrappers.WorkloadWrapper {
	w := wrappers.Deployment("portal")
	for _, name := range numbered[string](n, "V%d") {
		w.Env(name, "")
	}
	return w
}

// deployments are so many.
func deployments(n int) []*wrappers.WorkloadWrapper {
	var all []*wrappers.WorkloadWrapper
	for _, name := range numbered[v1alpha1.WorkloadName](n, "w%d") {
		all = append(all, wrappers.Deployment(name))
	}
	return all
}

var (
	image = map[string]any{"image": "app:1"}
	job   = map[string]any{"image": "app:1", "schedule": "0 6 * * *"}
)

const (
	oneOfBoth  = "declare one of deployment and cronJob, or presence: Absent"
	notBoth    = "declare one of deployment and cronJob, not both"
	noWorkload = "is not the name of a workload"
	noImage    = "is not the name of an image"
	noVariable = "is not the name of an environment variable"
)

var _ = Describe("The workloads of a Jurisdiction", func() {
	It("are present unless declared absent", func(ctx SpecContext) {
		given := running(wrappers.Deployment("portal"), wrappers.Absent("archive"))
		create(ctx, given)
		Expect(given.Spec.Workloads[0].Presence).To(Equal(v1alpha1.WorkloadPresent))
		Expect(given.Spec.Workloads[1].Presence).To(Equal(v1alpha1.WorkloadAbsent))
	})

	DescribeTable("are accepted with", accept,
		Entry("all that a Deployment may have", running(wrappers.Deployment("portal").Image("registry.example.org:5000/a/b:v1@sha256:0f").
			Levels(v1alpha1.LevelProvince, v1alpha1.LevelPrefecture, v1alpha1.LevelCounty, v1alpha1.LevelTownship).
			Command("serve", "").Args("--a", "").Env("MODE", "strict").Env("_EMPTY", "").
			Requests("100m", "64Mi").Limits("2", "2Gi").Replicas(1000).Port(65535))),
		Entry("the least of each number", running(wrappers.Deployment("portal").Replicas(0).Port(1))),
		Entry("a CronJob", running(wrappers.CronJob("sync", "0 6 * * 1-5").Levels(v1alpha1.LevelCounty))),
		Entry("presence spelled out", workload(map[string]any{"presence": "Present", "deployment": image})),
		Entry("one that is absent, for some levels", running(wrappers.Absent("portal").Levels(v1alpha1.LevelCounty))),
		Entry("a name of one letter", running(wrappers.Deployment("a"))),
		Entry("a name of 52 characters", running(wrappers.Deployment(v1alpha1.WorkloadName(strings.Repeat("a", 51)+"9")))),
		Entry("as many as there may be", running(deployments(32)...)),
		Entry("as many variables as there may be", running(withVariables(64))),
		Entry("an image of one letter", running(wrappers.Deployment("portal").Image("a"))),
		Entry("a schedule that only the operator can judge", running(wrappers.CronJob("sync", "daily"))),
	)

	DescribeTable("are refused with", refuse,
		Entry("an empty list", raw(region().Obj(), set("workloads", []any{})), "spec.workloads", "at least 1 items"),
		Entry("too many", running(deployments(33)...), "spec.workloads", "at most 32 items"),
		Entry("a name twice", running(wrappers.Deployment("portal"), wrappers.CronJob("portal", "0 6 * * *")),
			"spec.workloads[1]", "Duplicate value", "portal"),

		Entry("nothing to run", workload(nil), "spec.workloads[0]", oneOfBoth),
		Entry("presence and nothing to run", workload(map[string]any{"presence": "Present"}), "spec.workloads[0]", oneOfBoth),
		Entry("one that is absent and runs", workload(map[string]any{"presence": "Absent", "deployment": image}),
			"spec.workloads[0]", oneOfBoth),
		Entry("one that is absent and runs on a schedule", workload(map[string]any{"presence": "Absent", "cronJob": job}),
			"spec.workloads[0]", oneOfBoth),
		Entry("one that runs as both", workload(map[string]any{"deployment": image, "cronJob": job}), "spec.workloads[0]", notBoth),
		Entry("another presence", workload(map[string]any{"presence": "Off"}),
			"spec.workloads[0].presence", `"Off"`, `"Present", "Absent"`),

		Entry("no name", raw(region().Obj(), set("workloads", []any{map[string]any{"deployment": image}})),
			"spec.workloads[0].name", "Required value"),
		Entry("a name of 53 characters", running(wrappers.Deployment(v1alpha1.WorkloadName(strings.Repeat("a", 53)))),
			"spec.workloads[0].name", "52"),
		Entry("a name that begins with a digit", running(wrappers.Deployment("1st")), "spec.workloads[0].name", `"1st" `+noWorkload),
		Entry("a name that begins with a hyphen", running(wrappers.Deployment("-a")), "spec.workloads[0].name", `"-a" `+noWorkload),
		Entry("a name that ends with a hyphen", running(wrappers.Deployment("a-")), "spec.workloads[0].name", `"a-" `+noWorkload),
		Entry("a name with a dot", running(wrappers.Deployment("a.b")), "spec.workloads[0].name", `"a.b" `+noWorkload),
		Entry("a name in capitals", running(wrappers.Deployment("Portal")),
			"spec.workloads[0].name", `"Portal" `+noWorkload, "begin with a lower-case letter"),

		Entry("no levels in the list", workload(map[string]any{"deployment": image, "levels": []any{}}),
			"spec.workloads[0].levels", "at least 1 items"),
		Entry("a level twice", running(wrappers.Deployment("portal").Levels(v1alpha1.LevelCounty, v1alpha1.LevelCounty)),
			"spec.workloads[0].levels[1]", `Duplicate value: "County"`),
		Entry("an unknown level", running(wrappers.Deployment("portal").Levels("Village")), "spec.workloads[0].levels[0]", `"Village"`),

		Entry("a Deployment of nothing", workload(map[string]any{"deployment": map[string]any{}}),
			"spec.workloads[0].deployment", "at least 1 properties"),
		Entry("no image", workload(map[string]any{"deployment": map[string]any{"replicas": int64(1)}}),
			"spec.workloads[0].deployment.image", "Required value"),
		Entry("an image of two words", running(wrappers.Deployment("portal").Image("app 1")),
			"spec.workloads[0].deployment.image", `"app 1" `+noImage, "name:tag or name@sha256:digest"),
		Entry("an image without its tag", running(wrappers.Deployment("portal").Image("app:")),
			"spec.workloads[0].deployment.image", `"app:" `+noImage),
		Entry("an image that is an option", running(wrappers.Deployment("portal").Image("-app")),
			"spec.workloads[0].deployment.image", `"-app" `+noImage),
		Entry("an image with a line's end", running(wrappers.CronJob("sync", "0 6 * * *").Image("app\n")),
			"spec.workloads[0].cronJob.image", "failed rule"),
		Entry("a long image", running(wrappers.Deployment("portal").Image(strings.Repeat("a", 501))),
			"spec.workloads[0].deployment.image", "500"),

		Entry("fewer than no replicas", running(wrappers.Deployment("portal").Replicas(-1)), "spec.workloads[0].deployment.replicas", "-1", "0"),
		Entry("too many replicas", running(wrappers.Deployment("portal").Replicas(1001)),
			"spec.workloads[0].deployment.replicas", "1001", "1000"),
		Entry("port 0", deployment(map[string]any{"port": int64(0)}), "spec.workloads[0].deployment.port", "0", "1"),
		Entry("port 65536", running(wrappers.Deployment("portal").Port(65536)), "spec.workloads[0].deployment.port", "65536", "65535"),
		Entry("a port in quotes", deployment(map[string]any{"port": "8080"}), "spec.workloads[0].deployment.port", "must be of type integer"),
		Entry("no schedule", workload(map[string]any{"cronJob": image}), "spec.workloads[0].cronJob.schedule", "Required value"),
		Entry("an empty schedule", workload(map[string]any{"cronJob": map[string]any{"image": "a", "schedule": ""}}),
			"spec.workloads[0].cronJob.schedule", "at least 1 chars"),
		Entry("a long schedule", running(wrappers.CronJob("sync", strings.Repeat("*", 101))), "spec.workloads[0].cronJob.schedule", "100"),

		Entry("an empty command", deployment(map[string]any{"command": []any{}}), "spec.workloads[0].deployment.command", "at least 1 items"),
		Entry("too long a command", running(wrappers.Deployment("portal").Command(numbered[string](33, "%d")...)),
			"spec.workloads[0].deployment.command", "at most 32 items"),
		Entry("too many arguments", running(wrappers.Deployment("portal").Args(numbered[string](65, "%d")...)),
			"spec.workloads[0].deployment.args", "at most 64 items"),

		Entry("too many variables", running(withVariables(65)), "spec.workloads[0].deployment.env", "at most 64 items"),
		Entry("a variable twice", running(wrappers.Deployment("portal").Env("A", "1").Env("A", "2")),
			"spec.workloads[0].deployment.env[1]", "Duplicate value"),
		Entry("a variable without a name", deployment(map[string]any{"env": []any{map[string]any{"value": "a"}}}),
			"spec.workloads[0].deployment.env[0].name", "Required value"),
		Entry("a variable that begins with a digit", running(wrappers.Deployment("portal").Env("1A", "")),
			"spec.workloads[0].deployment.env[0].name", `"1A" `+noVariable, "begin with no digit"),
		Entry("a variable with a hyphen", running(wrappers.Deployment("portal").Env("A-B", "")),
			"spec.workloads[0].deployment.env[0].name", `"A-B" `+noVariable),
		Entry("a variable of the operator", running(wrappers.Deployment("portal").Env("SUPERVISION_LEVEL", "")),
			"spec.workloads[0].deployment.env[0].name", `"SUPERVISION_LEVEL" is set by the operator; choose another name`),
		Entry("one that the operator may set some day", running(wrappers.CronJob("sync", "0 6 * * *").Env("SUPERVISION_", "")),
			"spec.workloads[0].cronJob.env[0].name", `"SUPERVISION_" is set by the operator`),
		Entry("the time zone", running(wrappers.Deployment("portal").Env("TZ", "UTC")),
			"spec.workloads[0].deployment.env[0].name", `"TZ" is set by the operator`),
		Entry("a value as an integer", deployment(map[string]any{"env": []any{map[string]any{"name": "A", "value": int64(1)}}}),
			"spec.workloads[0].deployment.env[0].value", "must be of type string"),
		Entry("a long value", running(wrappers.Deployment("portal").Env("A", strings.Repeat("a", 4097))),
			"spec.workloads[0].deployment.env[0].value", "4096"),

		Entry("resources of nothing", deployment(map[string]any{"resources": map[string]any{}}),
			"spec.workloads[0].deployment.resources", "at least 1 properties"),
		Entry("limits of nothing", deployment(map[string]any{"resources": map[string]any{"limits": map[string]any{}}}),
			"spec.workloads[0].deployment.resources.limits", "at least 1 properties"),
		Entry("processors without quotes", limited("cpu", int64(2)),
			"spec.workloads[0].deployment.resources.limits.cpu", "must be of type string", `"integer"`),
		Entry("a part of a processor without quotes", limited("cpu", 0.5),
			"spec.workloads[0].deployment.resources.limits.cpu", "must be of type string", `"number"`),
		Entry("bytes without quotes", limited("memory", int64(1<<30)),
			"spec.workloads[0].deployment.resources.limits.memory", "must be of type string", `"integer"`),
	)

	DescribeTable("take as processor time", func(ctx SpecContext, amount string) {
		accept(ctx, limited("cpu", amount))
		accept(ctx, running(wrappers.CronJob("sync", "0 6 * * *").Requests(amount, "")))
	},
		EntryDescription("%q"),
		Entry(nil, "2"), Entry(nil, "0"), Entry(nil, "500m"), Entry(nil, "0.5"), Entry(nil, "0.001"), Entry(nil, "1.5m"),
		Entry(nil, "007"), Entry(nil, "999999999"), Entry(nil, "999999999.999m"),
	)

	DescribeTable("do not take as processor time", func(ctx SpecContext, amount string) {
		refuse(ctx, limited("cpu", amount), "spec.workloads[0].deployment.resources.limits.cpu",
			`"`+amount+`" is not an amount of processor time: write "500m" or "2"`)
	},
		EntryDescription("%q"),
		Entry(nil, "1500u"), Entry(nil, "1500000n"), Entry(nil, "1k"), Entry(nil, "1Ki"), Entry(nil, "2e3"), Entry(nil, "2E"),
		Entry(nil, "-1"), Entry(nil, "+1"), Entry(nil, "1."), Entry(nil, ".5"), Entry(nil, "0.0015"), Entry(nil, "1 "),
		Entry(nil, "1,5"), Entry(nil, "½"), Entry(nil, "１"), Entry(nil, "two"), Entry(nil, "1000000000"),
	)

	DescribeTable("take as memory", func(ctx SpecContext, amount string) {
		accept(ctx, limited("memory", amount))
		accept(ctx, running(wrappers.CronJob("sync", "0 6 * * *").Requests("", amount)))
	},
		EntryDescription("%q"),
		Entry(nil, "256Mi"), Entry(nil, "0"), Entry(nil, "134217728"), Entry(nil, "1.5Gi"), Entry(nil, "1.001Ki"), Entry(nil, "0.5"),
		Entry(nil, "64k"), Entry(nil, "64M"), Entry(nil, "1G"), Entry(nil, "1T"), Entry(nil, "1Ti"), Entry(nil, "999999999.999Ti"),
	)

	DescribeTable("do not take as memory", func(ctx SpecContext, amount string) {
		refuse(ctx, limited("memory", amount), "spec.workloads[0].deployment.resources.limits.memory",
			`"`+amount+`" is not an amount of memory: write "256Mi" or "2Gi"`)
	},
		EntryDescription("%q"),
		Entry(nil, "256m"), Entry(nil, "1500u"), Entry(nil, "1P"), Entry(nil, "1Ei"), Entry(nil, "1K"), Entry(nil, "1ki"),
		Entry(nil, "1GiB"), Entry(nil, "256MB"), Entry(nil, "1e9"), Entry(nil, "-1"), Entry(nil, "1.Gi"), Entry(nil, "1.0001Gi"),
		Entry(nil, "1 Gi"), Entry(nil, "Gi"), Entry(nil, "1000000000"),
	)

	It("take no amount that is long, empty or more than a line", func(ctx SpecContext) {
		at := "spec.workloads[0].deployment.resources.limits."
		refuse(ctx, limited("cpu", "1\n"), at+"cpu", "failed rule")
		refuse(ctx, limited("memory", "1Gi\n"), at+"memory", "failed rule")
		refuse(ctx, limited("cpu", ""), at+"cpu", "at least 1 chars")
		refuse(ctx, limited("memory", ""), at+"memory", "at least 1 chars")
		refuse(ctx, limited("cpu", strings.Repeat("1", 15)), at+"cpu", "14")
		refuse(ctx, limited("memory", strings.Repeat("1", 16)), at+"memory", "15")
	})
})
