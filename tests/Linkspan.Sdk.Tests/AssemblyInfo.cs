[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Linkspan.Compat.Tests.DaemonFixture))]
