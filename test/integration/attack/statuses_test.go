// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = DescribeTable("Writing a status is refused to everybody:", func(ctx SpecContext, resource, content string, object func() client.Object) {
	guard(ctx)
	for _, who := range []*framework.Actor{wei, clerk, gateway, lan, hong, gitops, workload, chief, platform} {
		Expect(who.Status().Patch(ctx, object(), merge(content))).To(mayNot(who.Name, "patch", resource+"/status"))
		stored := object()
		Expect(env.Admin.Get(ctx, client.ObjectKeyFromObject(stored), stored)).To(Succeed())
		Expect(who.Status().Update(ctx, stored)).To(mayNot(who.Name, "update", resource+"/status"))
	}
},
	Entry("that of a duty", "departmentduties", `{"status":{"light":"Green","misses":[]}}`, func() client.Object { return theDuty() }),
	Entry("that of a report", "dutyreports", `{"status":{"verdict":"Accepted"}}`, func() client.Object { return theReport() }),
	Entry("that of a ruling", "dutyrulings", `{"status":{"verdict":"InForce"}}`, func() client.Object { return theRuling() }),
	Entry("that of a meeting", "jointmeetings", `{"status":{"sessions":[]}}`, func() client.Object { return theMeeting() }),
	Entry("that of minutes", "meetingminutes", `{"status":{"verdict":"Ignored"}}`, func() client.Object { return theMinutes() }),
	Entry("that of the duty of a decision", "departmentduties", `{"status":{"light":"Green"}}`, func() client.Object { return theDecided() }),
	Entry("that of a region", "jurisdictions", `{"status":{"namespace":"kube-system"}}`,
		func() client.Object { return wrappers.Jurisdiction(prefecture).Obj() }),
)

var _ = Describe("A Jurisdiction", func() {
	It("does not get a status from whoever declares it", func(ctx SpecContext) {
		region := declare(ctx, platform, wrappers.Jurisdiction("painted").Departments(police).Holds(home).
			Inventory("Role", "department-police").Obj())
		for _, change := range []string{
			fmt.Sprintf(`{"status":{"namespace":%q,"inventory":[{"kind":"Role","name":"department-police"}]}}`, home), `{"status":null}`,
		} {
			Expect(platform.Patch(ctx, region, merge(change))).To(Succeed())
		}
		becomes(ctx, "painted", HaveField("Namespace", "region-painted"))
		becomes(ctx, "painted", HaveField("Inventory", Not(ContainElement(HaveField("Name", BeEquivalentTo("department-police"))))))
	})
})
