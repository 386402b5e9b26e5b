namespace Linkspan.Engine.Keeper;

/// <summary>Requests that went out together, and their answers. One task for all of them: tasks joined by <see cref="Task.WhenAll(Task[])"/> end by way of the pool.</summary>
/// <param name="firstId">Id of the first request; the others have the next ones.</param>
/// <param name="count">Number of requests.</param>
internal sealed class KeeperExchange(long firstId, int count)
{
    private readonly TaskCompletionSource<KeeperAnswer[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly KeeperAnswer[] _answers = new KeeperAnswer[count];
    private int _missing = count;

    /// <summary>The answers, in the order of the requests.</summary>
    public Task<KeeperAnswer[]> Answers => _completion.Task;

    /// <summary>Takes the answer of one of the requests; by the thread that reads them alone.</summary>
    public void Take(KeeperAnswer answer)
    {
        _answers[answer.Id - firstId] = answer;
        if (--_missing == 0)
        {
            _completion.TrySetResult(_answers);
        }
    }

    /// <summary>No answer comes any more.</summary>
    public void Fail(IOException why) => _completion.TrySetException(why);
}
