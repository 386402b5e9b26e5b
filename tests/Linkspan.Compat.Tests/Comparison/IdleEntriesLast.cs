using Xunit.Sdk;
using Xunit.v3;

namespace Linkspan.Compat.Tests.Comparison;

/// <summary>What looks back on all comparisons runs behind them.</summary>
public sealed class IdleEntriesLast : ITestCaseOrderer
{
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase =>
        [.. testCases.OrderBy(static test => test.TestMethod?.MethodName == nameof(ComparisonTests.No_accepted_difference_is_idle))];
}
