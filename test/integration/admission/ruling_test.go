// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admission

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// mayNotRule is what somebody reads who rules in the name of a department that is not theirs to rule for.
func mayNotRule(user, department, namespace string) string {
	return fmt.Sprintf(`user %q may not rule in the name of department %q in %s: that needs the verb "rule" on departments/%s in `+
		`this namespace, which the Jurisdiction grants to the subjects of its office, for the department in which it sits`,
		user, department, namespace, department)
}

// mayNotRuleForParent is what somebody reads who rules in the name of a parent region.
func mayNotRuleForParent(user, parent, namespace string) string {
	return fmt.Sprintf(`user %q may not rule in the name of the parent region %q in %s: that needs the verb "rule" on `+
		`departments/parent:%s in this namespace, which goes to the subjects of that region's office where it is the parent`,
		user, parent, namespace, parent)
}

var _ = Describe("Filing a DutyRuling", func() {
	var (
		namespace             string
		desk, capital, police *framework.Actor
	)

	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		desk = env.User(ctx, "desk")
		env.Grant(ctx, namespace, desk.Subject(), framework.OfficeRules("health-commission")...)
		capital = env.ServiceAccount(ctx, namespace, "capital")
		env.Grant(ctx, namespace, capital.Subject(), framework.OfficeRules("parent:beijing")...)
		police = env.User(ctx, "wei")
		env.Grant(ctx, namespace, police.Subject(),
			append(framework.DepartmentRules("police"), framework.Records(framework.Rulings, "create"))...)
	})

	// ruling begins a ruling of the health commission, in which the office sits.
	ruling := func(filedBy string) *wrappers.RulingWrapper {
		return wrappers.Ruling("ruling").Namespace(namespace).Office("health-commission").FiledBy(filedBy)
	}

	It("in the name of the office's department is for the office", func(ctx SpecContext) {
		Expect(desk.Create(ctx, ruling(desk.Name).Obj())).To(Succeed())
		Expect(desk.Create(ctx, ruling(desk.Name).GenerateName("ruling-").Return("two stations are missing").Obj())).To(Succeed())
	})

	It("in the name of the parent is for the parent's office", func(ctx SpecContext) {
		Expect(capital.Create(ctx, ruling(capital.Name).Parent("beijing").Obj())).To(Succeed())
	})

	It("is not for a department, not even on its own behalf", func(ctx SpecContext) {
		Expect(police.Create(ctx, ruling(police.Name).Obj())).
			To(framework.BeForbidden(mayNotRule("wei", "health-commission", namespace)))
		Expect(police.Create(ctx, ruling(police.Name).Office("police").Obj())).
			To(framework.BeForbidden(mayNotRule("wei", "police", namespace)))
	})

	It("is not for the office in the name of another department", func(ctx SpecContext) {
		Expect(desk.Create(ctx, ruling(desk.Name).Office("police").Obj())).
			To(framework.BeForbidden(mayNotRule("desk", "police", namespace)))
	})

	It("is not for the office in the name of the parent", func(ctx SpecContext) {
		Expect(desk.Create(ctx, ruling(desk.Name).Parent("beijing").Obj())).
			To(framework.BeForbidden(mayNotRuleForParent("desk", "beijing", namespace)))
	})

	It("is not for the parent's office in the name of a department, or of another parent", func(ctx SpecContext) {
		Expect(capital.Create(ctx, ruling(capital.Name).Obj())).
			To(framework.BeForbidden(mayNotRule(capital.Name, "health-commission", namespace)))
		Expect(capital.Create(ctx, ruling(capital.Name).Parent("tianjin").Obj())).
			To(framework.BeForbidden(mayNotRuleForParent(capital.Name, "tianjin", namespace)))
	})

	It("is not for the office of another region", func(ctx SpecContext) {
		other := env.Namespace(ctx)
		env.Grant(ctx, other, desk.Subject(), framework.Records(framework.Rulings, "create"))
		Expect(desk.Create(ctx, ruling(desk.Name).Namespace(other).Obj())).
			To(framework.BeForbidden(mayNotRule("desk", "health-commission", other)))
	})

	It("is refused in another's name", func(ctx SpecContext) {
		Expect(desk.Create(ctx, ruling(police.Name).Obj())).To(framework.BeInvalid(mayNotFileFor("desk", "wei")))
		Expect(capital.Create(ctx, ruling("desk").Parent("beijing").Obj())).
			To(framework.BeInvalid(mayNotFileFor(capital.Name, "desk")))
		Expect(env.Admin.Create(ctx, ruling("desk").Obj())).To(framework.BeInvalid(mayNotFileFor(env.Admin.Name, "desk")))
	})

	It("is for whoever may impersonate, as GitOps tools do", func(ctx SpecContext) {
		Expect(as("desk", nil).Create(ctx, ruling("desk").Obj())).To(Succeed())
	})
})
