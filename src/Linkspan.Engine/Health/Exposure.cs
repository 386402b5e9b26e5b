namespace Linkspan.Engine.Health;

/// <summary>Something that can be reached from outside the host.</summary>
/// <param name="Address">Address that it is reached at; <c>0.0.0.0</c> and <c>::</c> stand for every address of the host.</param>
/// <param name="Port">Port; 0 for all of them.</param>
/// <param name="Protocol">Transport protocol; empty for all of them.</param>
/// <param name="Container">Container.</param>
/// <param name="Network">Network that it is reached through.</param>
/// <param name="Target">Address and port in the container.</param>
/// <param name="By">Who may reach it.</param>
/// <param name="Through">Element or rule of table <c>inet linkspan</c> that lets it in, or the keeper's relay.</param>
public sealed record Exposure(string Address, int Port, string Protocol, string Container, string Network, string Target, string By, string Through);
