using DrEvents.Docs.Tests.Running;

[assembly: AssemblyFixture(typeof(GuidedSystem))]
