[assembly: CollectionBehavior(DisableTestParallelization = true)] // the process's network namespace is the one host of all tests
