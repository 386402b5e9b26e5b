namespace Linkspan.Containers.Model;

/// <summary>Something that happened, in Docker's words.</summary>
/// <param name="Time">When.</param>
/// <param name="Type"><c>container</c>, <c>image</c>, <c>volume</c> or <c>network</c>.</param>
/// <param name="Action">As <c>start</c>, <c>die</c>, <c>exec_create: sh -c …</c>.</param>
/// <param name="ActorId">Id or name of the object.</param>
/// <param name="Attributes">What Docker tells about it.</param>
public sealed record ContainerEvent(
    DateTimeOffset Time, string Type, string Action, string ActorId, IReadOnlyDictionary<string, string> Attributes);
