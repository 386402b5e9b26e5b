namespace Linkspan.Compat.Tests.Comparison;

/// <summary>Requests that build on one another; both daemons are empty when it begins.</summary>
internal sealed class Chapter(string name)
{
    private readonly List<Row> _rows = [];

    public string Name { get; } = name;

    public IReadOnlyList<Row> Rows => _rows;

    public void Get(string path, string reason) => _rows.Add(new Row("GET", path, null, reason));

    public void Head(string path, string reason) => _rows.Add(new Row("HEAD", path, null, reason));

    public void Delete(string path, string reason) => _rows.Add(new Row("DELETE", path, null, reason));

    /// <summary>A POST; with <paramref name="keep"/> the answer's <c>Id</c> is kept under that name.</summary>
    public void Post(string path, string? body, string reason, string? keep = null) => _rows.Add(new Row("POST", path, body, reason) { Keep = keep });

    /// <summary>A request whose body is a tar archive.</summary>
    public void Send(string method, string path, byte[] archive, string reason) => _rows.Add(new Row(method, path, null, reason) { Archive = archive });
}
